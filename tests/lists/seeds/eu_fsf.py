"""No file of the 1.1 layout is at hand: this one is made up after its documented structure.

The Commission's schema `xmlFullSanctionsList_1_1`: `export/sanctionEntity` with `subjectType`,
`regulation`, `nameAlias`, `citizenship`, `birthdate`, `identification` and `address`, whose facts
stand in attributes. All names and numbers are invented.
"""

FULL = """\
<?xml version="1.0" encoding="UTF-8"?>
<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2026-01-01T00:00:00+01:00">
  <sanctionEntity designationDetails="" unitedNationId="QDi.901" euReferenceNumber="EU.1.23"
      logicalId="901">
    <remark>(Father of Omar)</remark>
    <regulation regulationType="regulation" organisationType="commission" programme="TAQA"
        publicationDate="2010-02-03" entryIntoForceDate="2010-02-04" logicalId="1"
        numberTitle="1/2010 (OJ L1)">
      <publicationUrl>https://law.example/1-2010</publicationUrl>
    </regulation>
    <subjectType code="person" classificationCode="P"/>
    <nameAlias firstName="" middleName="" lastName="" wholeName="The Stone" function="" gender=""
        title="" nameLanguage="" strong="false" regulationLanguage="en" logicalId="2"/>
    <nameAlias firstName="Imran" middleName="" lastName="Quartz" wholeName="Imran Quartz"
        function="Colonel" gender="M" title="Dr" nameLanguage="" strong="true" logicalId="3">
      <regulationSummary regulationType="amendment" publicationDate="2009-01-02"
          numberTitle="7/2009 (OJ L3)" publicationUrl="https://law.example/7-2009"/>
    </nameAlias>
    <nameAlias wholeName="عمران كوارتز" nameLanguage="AR" strong="true" logicalId="4"/>
    <nameAlias wholeName="Kuartz" strong="true" logicalId="5">
      <remark>Lo qualitiy a.k.a.</remark></nameAlias>
    <nameAlias wholeName="Omran" strong="true" logicalId="6">
      <remark>Good quality alias</remark></nameAlias>
    <nameAlias firstName="Old" lastName="Name" wholeName="" strong="true" logicalId="7">
      <remark>formerly listed as</remark></nameAlias>
    <citizenship region="" countryIso2Code="IR" countryDescription="IRAN" logicalId="8"/>
    <citizenship region="" countryIso2Code="00" countryDescription="UNKNOWN" logicalId="9"/>
    <birthdate circa="false" calendarType="GREGORIAN" city="Mosul" zipCode=""
        birthdate="1951-03-02" dayOfMonth="2" monthOfYear="3" year="1951" yearRangeFrom=""
        yearRangeTo="" place="" region="Nineveh" countryIso2Code="IQ" countryDescription="IRAQ"
        logicalId="10"/>
    <birthdate circa="true" calendarType="GREGORIAN" city="" dayOfMonth="" monthOfYear="4"
        year="1952" countryIso2Code="00" countryDescription="UNKNOWN" logicalId="11"/>
    <birthdate circa="false" calendarType="GREGORIAN" yearRangeFrom="1953" yearRangeTo="1955"
        logicalId="12"/>
    <birthdate circa="false" calendarType="HIJRI" year="1370" logicalId="13"/>
    <identification diplomatic="false" knownExpired="true" knownFalse="false" reportedLost="false"
        revokedByIssuer="false" issuedBy="" latinNumber="" nameOnDocument="" number="A1234567"
        region="" identificationTypeCode="passport"
        identificationTypeDescription="National passport" countryIso2Code="IR"
        countryDescription="IRAN" logicalId="14">
      <remark>issued in 2001</remark></identification>
    <identification number="555666777 (expired)" identificationTypeCode="id"
        identificationTypeDescription="National identification card" countryIso2Code="00"
        countryDescription="UNKNOWN" logicalId="15"/>
    <identification number="99887766" identificationTypeCode="other" logicalId="16"
        identificationTypeDescription="Other identification number">
      <remark>Tax ID</remark></identification>
    <identification number="none known" identificationTypeCode="other" logicalId="17"/>
    <address city="Cali" street="12 Hill Street" poBox="77" zipCode="1000" region="" place=""
        asAtListingTime="false" countryIso2Code="CO" countryDescription="COLOMBIA" logicalId="18">
      <contactInfo key="PHONE" value="+57 1"/></address>
  </sanctionEntity>
  <sanctionEntity unitedNationId="" designationDate="2022-05-06" logicalId="902">
    <subjectType code="enterprise" classificationCode="E"/>
    <nameAlias wholeName="QUARTZ BANK" strong="false" logicalId="19"/>
    <identification number="QUARIRTH" identificationTypeCode="swiftbic" logicalId="20"/>
    <identification number="7700112233" identificationTypeCode="regnumber" logicalId="21"
        countryIso2Code="RU"/>
  </sanctionEntity>
  <sanctionEntity logicalId="902"><nameAlias wholeName="AGAIN"/></sanctionEntity>
  <sanctionEntity logicalId=""><nameAlias wholeName="A"/></sanctionEntity>
  <sanctionEntity logicalId="903"><nameAlias wholeName=""/></sanctionEntity>
</export>
"""

WHOLE = """\
<WHOLE Date="11/02/2016"><ENTITY Id="901" Type="P" legal_basis="1/2010 (OJ L1)"
  reg_date="2010-02-04" pdf_link="http://law.example/1" programme="TAQA"
  remark="(UN Ref QDi.901)">
<NAME Id="1" Entity_id="901" legal_basis="7/2009 (OJ L3)" reg_date="2009-01-02" programme="AFG">
<LASTNAME>Quartz</LASTNAME><FIRSTNAME>Imran</FIRSTNAME><MIDDLENAME/>
<WHOLENAME>Imran Quartz</WHOLENAME><GENDER>M</GENDER><TITLE>Dr</TITLE><FUNCTION>Colonel</FUNCTION>
<LANGUAGE/></NAME>
<NAME Id="2" Entity_id="901"><WHOLENAME>Имран Кварц</WHOLENAME><LANGUAGE>BG</LANGUAGE></NAME>
<NAME Id="3" Entity_id="901"><WHOLENAME>Imran Quartz</WHOLENAME></NAME>
<BIRTH Id="4"><DATE>1951 (approximative)<!-- between --></DATE><PLACE>Mosul</PLACE>
<COUNTRY>IRQ</COUNTRY></BIRTH>
<BIRTH Id="5"><DATE>long ago</DATE></BIRTH>
<CITIZEN Id="6"><COUNTRY>IRN</COUNTRY></CITIZEN><CITIZEN Id="7"><COUNTRY>YUG</COUNTRY></CITIZEN>
<PASSPORT Id="8"><NUMBER>A 1234567 (passport-National passport) [known to be expired](issued
 2001)</NUMBER><COUNTRY>IRN</COUNTRY></PASSPORT>
<PASSPORT Id="9"><NUMBER>55566 (other-Other identification number)</NUMBER><COUNTRY/></PASSPORT>
<PASSPORT Id="9"><NUMBER>UNKNOWN (other-Other identification number)</NUMBER></PASSPORT>
<ADDRESS Id="10"><NUMBER/><STREET>12 Hill Street</STREET><ZIPCODE>1</ZIPCODE><CITY>Cali</CITY>
<COUNTRY>COL</COUNTRY><OTHER>care of</OTHER></ADDRESS>
</ENTITY>
<ENTITY Id="902" Type="Z"><NAME><LASTNAME>Relief</LASTNAME></NAME></ENTITY>
<ENTITY Id="903" Type="E"/></WHOLE>
"""
