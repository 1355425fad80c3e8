"""Canada's list, with made-up parties."""

CA = """\
<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<data-set xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <record>
    <Country>Belarus / Bélarus</Country>
    <TitleOrShip>Colonel</TitleOrShip>
    <LastName>QUARTZ&#160;</LastName>
    <GivenName>Imran Ilyich</GivenName>
    <Aliases>Imran KUARTZ, Belarusian: Імран КВАРЦ, Russian: Имран КВАРЦ</Aliases>
    <DateOfBirthOrShipBuildDate>1963-1964</DateOfBirthOrShipBuildDate>
    <Schedule>1, Part 1</Schedule>
    <Item>7</Item>
    <DateOfListing>2020-09-28</DateOfListing>
  </record>
  <record>
    <Country>Zimbabwe</Country>
    <EntityOrShip>Quartz Holdings</EntityOrShip>
    <Aliases>ОАО Кварц</Aliases>
    <DateOfBirthOrShipBuildDate>1999</DateOfBirthOrShipBuildDate>
    <Item>12</Item>
    <DateOfListing>2008-09-04</DateOfListing>
  </record>
  <record>
    <Country>Russia / Russie</Country>
    <EntityOrShip>Sea Quartz</EntityOrShip>
    <TitleOrShip>Oil Tanker</TitleOrShip>
    <ShipIMONumber>9074729</ShipIMONumber>
    <DateOfBirthOrShipBuildDate>2005</DateOfBirthOrShipBuildDate>
    <Schedule>1.1</Schedule>
    <Item>3</Item>
    <DateOfListing>2025-02-21</DateOfListing>
  </record>
</data-set>
"""
