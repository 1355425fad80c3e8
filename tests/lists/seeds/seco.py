"""Switzerland's list, made up after its documented structure: no real file was at hand."""

SECO = """\
<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<swiss-sanctions-list list-type="full-list" date="2026-03-01">
  <sanctions-program ssid="10">
    <program-key lang="ger">Atlantis</program-key><program-key lang="eng">Atlantis</program-key>
    <program-name lang="eng">Ordinance of 1 May 2020 on measures against Atlantis</program-name>
    <sanctions-set lang="ger" ssid="11">Art. 1 (Finanzsanktionen)</sanctions-set>
    <sanctions-set lang="eng" ssid="11">art. 1 (Financial sanctions)</sanctions-set>
    <origin>UN</origin>
  </sanctions-program>
  <target ssid="900" sanctions-set-id="11">
    <foreign-identifier>QDi.901</foreign-identifier>
    <individual sex="male">
      <identity ssid="901" main="true">
        <name ssid="902" name-type="primary-name" quality="good">
          <name-part ssid="903" order="2" name-part-type="family-name"><value>Quartz</value>
            <spelling-variant ssid="904" lang="ara" script="Arab">كوارتز</spelling-variant>
            <spelling-variant ssid="905" lang="eng" script="Latn">Kuartz</spelling-variant>
          </name-part>
          <name-part ssid="906" order="1" name-part-type="given-name"><value>Imran</value>
            <spelling-variant ssid="907" lang="ara" script="Arab">عمران</spelling-variant>
          </name-part>
          <name-part ssid="908" order="3" name-part-type="title"><value>Mullah</value></name-part>
        </name>
        <name ssid="909" name-type="alias" quality="low">
          <name-part ssid="910" order="1" name-part-type="whole-name"><value>The Stone</value>
          </name-part>
        </name>
        <day-month-year ssid="911" day="3" month="4" year="1962" calendar="Gregorian"/>
        <day-month-year ssid="912" year="1963"/>
        <place-of-birth ssid="913" place-id="990"/>
        <nationality ssid="914"><country iso-code="IR">Iran</country></nationality>
        <nationality ssid="915"><country>Atlantis</country></nationality>
        <address ssid="916" place-id="990" main="true">
          <address-details>12 Hill Street</address-details></address>
        <identification-document ssid="917" document-type="diplomatic-passport">
          <number>A1234567</number><issuer code="PK">Pakistan</issuer>
          <date-of-issue>2013-04-05</date-of-issue></identification-document>
      </identity>
      <identity ssid="920" main="false">
        <name ssid="921" name-type="primary-name" quality="good">
          <name-part ssid="922" order="1" name-part-type="whole-name"><value>Omran Q.</value>
          </name-part>
        </name>
      </identity>
      <justification ssid="930">Leads the quartz trade.</justification>
      <relation ssid="931" target-id="940" relation-type="related-to"/>
    </individual>
    <modification modification-type="listed" effective-date="2020-05-02"/>
    <modification modification-type="amended" effective-date="2024-01-01"/>
  </target>
  <target ssid="940">
    <sanctions-set-id>11</sanctions-set-id>
    <entity>
      <identity ssid="941" main="true">
        <name ssid="942" name-type="primary-name" quality="good">
          <name-part ssid="943" order="1" name-part-type="whole-name"><value>Quartz Works</value>
          </name-part></name>
        <name ssid="944" name-type="formerly-known-as" quality="good">
          <name-part ssid="945" order="1" name-part-type="whole-name"><value>Old Works</value>
          </name-part></name>
        <day-month-year ssid="946" year="1991"/>
      </identity>
      <other-information ssid="947">Registration number: 1027700132195.</other-information>
      <other-information ssid="948">Type of entity: Joint stock company</other-information>
    </entity>
    <modification modification-type="listed" publication-date="2021-01-01"/>
  </target>
  <target ssid="950" sanctions-set-id="11">
    <object object-type="vessel">
      <identity ssid="951" main="true">
        <name ssid="952" name-type="primary-name" quality="good">
          <name-part ssid="953" order="1" name-part-type="whole-name"><value>Sea Quartz</value>
          </name-part></name>
      </identity>
      <other-information ssid="954">IMO number: 9074729</other-information>
    </object>
    <modification modification-type="listed" effective-date="2020-05-02"/>
  </target>
  <target ssid="960" sanctions-set-id="11">
    <entity><identity ssid="961" main="true">
      <name ssid="962" name-type="primary-name" quality="good">
        <name-part ssid="963" order="1" name-part-type="whole-name"><value>Gone Works</value>
        </name-part></name></identity></entity>
    <modification modification-type="listed" effective-date="2020-05-02"/>
    <modification modification-type="de-listed" effective-date="2025-05-02"/>
  </target>
  <place ssid="990"><location>Cali</location><area>Valle</area>
    <country iso-code="CO">Colombia</country></place>
</swiss-sanctions-list>
"""
