import { joinStream, readPdf, splitStream, writePdf } from './file.ts';

/**
 * Makes a tagged PDF by Typst, which claims one standard at a time, say that it is PDF/UA-1 (ISO 14289-1) as well as
 * PDF/A-3a: the identification in its metadata, with the description of it that PDF/A asks for (ISO 19005-3 §6.6.2.3), and
 * that a window shows the title (ISO 14289-1 §7.1). What else the standard asks (tags, languages, alternative text) Typst
 * writes for both; a test has it check the same page by its rules for PDF/UA-1.
 */
export function withAccessibility(pdf: Buffer): Buffer {
  const file = readPdf(pdf);
  for (const [number, body] of file.objects) {
    const text = body.toString('latin1');
    if (/^<<\s*\/Type \/Catalog\s/.test(text)) {
      file.objects.set(
        number,
        Buffer.from(text.replace('/ViewerPreferences <<', '$& /DisplayDocTitle true'), 'latin1'),
      );
    } else if (/^<<[^>]*\/Type \/Metadata\s/.test(text)) {
      const { dictionary, data } = splitStream(body);
      file.objects.set(number, joinStream(dictionary, identified(data)));
    }
  }
  return writePdf(pdf, file);
}

const NAMESPACE = 'http://www.aiim.org/pdfua/ns/id/';
const schema = `<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema><pdfaSchema:namespaceURI>${NAMESPACE}</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>Part of ISO 14289 to which the document conforms</pdfaProperty:description><pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType></rdf:li></rdf:Seq></pdfaSchema:property></rdf:li>`;

function identified(metadata: Buffer): Buffer {
  return Buffer.from(
    metadata
      .toString('utf8')
      .replace('xmlns:pdfaid=', `xmlns:pdfuaid="${NAMESPACE}" $&`)
      .replace('<pdfaExtension:schemas><rdf:Bag>', `$&${schema}`)
      .replace('<pdfaid:part>', '<pdfuaid:part>1</pdfuaid:part>$&'),
  );
}
