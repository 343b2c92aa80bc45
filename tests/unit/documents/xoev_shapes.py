"""Messages as other XÖV standards make them, in shapes that the shared ones do not have; every value is made up."""

from __future__ import annotations

XSI = "http://www.w3.org/2001/XMLSchema-instance"

MELD = f"""<?xml version="1.0" encoding="UTF-8"?><?xml-stylesheet href="x.xsl"?>
<m:wegzug.rueckmeldung.0201 xmlns:m="http://www.osci.de/xmeld2511" xmlns:xsi="{XSI}" standard="XMeld" version="25.11"
  produkt="Probe" xsi:schemaLocation="http://www.osci.de/xmeld2511 x.xsd">
 <m:nachrichtenkopf.g2g><m:identifikation.nachricht><m:nachrichtenUUID>0f</m:nachrichtenUUID>
  <m:nachrichtentyp listURI="urn:de:xmeld:nachrichten" listVersionID="1"><code>0201</code></m:nachrichtentyp>
 </m:identifikation.nachricht></m:nachrichtenkopf.g2g>
 <m:betroffener xsi:type="m:NatuerlichePerson"><m:identifikationsmerkmale>
  <m:name><m:nachname><m:name>Muster</m:name></m:nachname><m:rufname xsi:nil="true"/></m:name>
  <m:geburtsdatum><m:teilbekanntesDatum><m:jahrMonat>1980-02</m:jahrMonat></m:teilbekanntesDatum></m:geburtsdatum>
  <m:geschlecht listVersionID="2"><code>w</code></m:geschlecht></m:identifikationsmerkmale>
  <m:staatsangehoerigkeiten>
  <m:staatsangehoerigkeit listURI="u" listVersionID="1"><code>000</code></m:staatsangehoerigkeit>
  <m:staatsangehoerigkeit listURI="u" listVersionID="1"><code>163</code><name>Türkei</name></m:staatsangehoerigkeit>
  </m:staatsangehoerigkeiten></m:betroffener></m:wegzug.rueckmeldung.0201>"""

BAU = """<bauantrag xmlns="http://www.xleitstelle.de/xbau/2/4" xmlns:h="http://www.w3.org/1999/xhtml"
  xmlns:gml="http://www.opengis.net/gml/3.2">
 <erlaeuterung>Ein <h:b>Haus</h:b> mit <h:i>zwei <h:u>Ställen</h:u></h:i><?hier nicht?> und
  <![CDATA[<nicht> markiertem & Text]]>.<!--nein--> Ende</erlaeuterung>
 <auflagen><h:p>Erstens</h:p><h:ul><h:li>dies</h:li><h:li class="x">das</h:li></h:ul></auflagen>
 <stellungnahme>Nach § 3<br/>keine <sub>2</sub> Bedenken</stellungnahme>
 <massnahmen><massnahme>a</massnahme><massnahme/><massnahme>b</massnahme></massnahmen><masse>1.5 2.5 3.5</masse>
 <gml:Point srsName="EPSG:25832" gml:id="p1"><gml:pos>1 2</gml:pos></gml:Point></bauantrag>"""

PERSONENSTAND = ("<p:geburt.021510 xmlns:p='http://www.osci.de/xpersonenstand'>" + "<p:stufe>" * 60 + "tief"
                 + "</p:stufe>" * 60 + "</p:geburt.021510>")

AUSLAENDER = """<a:antrag xmlns:a="urn:1"><a:x>1</a:x><a:x xmlns:a="urn:2">2</a:x><q:x xmlns:q="urn:1">3</q:x>
 <x xmlns="urn:3">4<y xmlns="">5</y></x><zweck><erwerb><art>Lehre</art></erwerb></zweck>
 <code>allein</code><b><code/></b><c><Code>2</Code><Name>zwei</Name></c><g code="4" name="vier"/>
 <d xml:space="preserve">  mit Rand  </d><e>&lt;b&gt;&#x41;&amp;amp;&#13;</e></a:antrag>"""

MANY = "<antrag>" + "".join(f"<g{at % 7}><wert{at}>{at}</wert{at}><x y='{at}'>{at}</x></g{at % 7}>"
                            for at in range(1_700)) + "</antrag>"
"""More than 5,000 values."""

SHAPES = {"meld": MELD, "bau": BAU, "personenstand": PERSONENSTAND, "auslaender": AUSLAENDER, "many": MANY}
