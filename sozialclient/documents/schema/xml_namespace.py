"""The schema of the attributes `xml:lang`, `xml:space`, `xml:base` and `xml:id`.

Many standards import it and few packages bring it along. Sources: XML 1.0, 2.10 and 2.12; XML Base; xml:id 1.0.
"""

from __future__ import annotations

from functools import cache

from sozialclient.documents.schema.xsd_file import XS, XsdFile, read_xsd

SPACE = "http://www.w3.org/XML/1998/namespace"
_NAME = "xml.xsd"
_SCHEMA = f"""<xs:schema xmlns:xs="{XS}" targetNamespace="{SPACE}">
 <xs:attribute name="lang"><xs:simpleType><xs:union memberTypes="xs:language"><xs:simpleType>
  <xs:restriction base="xs:string"><xs:length value="0"/></xs:restriction></xs:simpleType></xs:union></xs:simpleType>
 </xs:attribute>
 <xs:attribute name="space"><xs:simpleType><xs:restriction base="xs:NCName"><xs:pattern value="default|preserve"/>
 </xs:restriction></xs:simpleType></xs:attribute>
 <xs:attribute name="base" type="xs:anyURI"/>
 <xs:attribute name="id" type="xs:ID"/>
 <xs:attributeGroup name="specialAttrs">
  <xs:attribute ref="xml:base"/><xs:attribute ref="xml:lang"/><xs:attribute ref="xml:space"/>
  <xs:attribute ref="xml:id"/>
 </xs:attributeGroup>
</xs:schema>"""


@cache
def xml_namespace_schema() -> XsdFile | None:
    """The schema as a building block."""
    return read_xsd(_NAME, _SCHEMA.encode())
