import { Dictionary } from './deflate.ts';

/**
 * The texts that packings presume. Frozen: whoever holds a printed certificate needs these bytes for decades, so they
 * are never edited, only joined by those of a packing with another number; a test pins their SHA-256.
 * What is likeliest and shortest stands last, because near references cost fewer bits.
 */

// Letters of three bytes each in UTF-8: a reference to one costs about 20 bits instead of 26. The commoner first pairs
// of a script's block are not needed: a reference reaches over as many letters as happen to match.
const scripts: readonly (readonly [first: number, last: number])[] = [
  [0x0d82, 0x0df3], // Sinhala
  [0x0b82, 0x0bfa], // Tamil
  [0x0981, 0x09fe], // Bengali
  [0x0900, 0x097f], // Devanagari
  [0x1000, 0x104f], // Burmese
  [0x0e81, 0x0edd], // Lao
  [0x0e01, 0x0e5b], // Thai
  [0x1780, 0x17d3], // Khmer
];

// Words of names of skills and of addresses, as they come in the region's certificates.
const words = [
  'electrical installation and maintenance automotive servicing carpentry plumbing tile setting steel fixing ',
  'housekeeping cookery food and beverage services caregiving garment sewing dressmaking shielded metal arc welding ',
  'Construction Worker Technician Operator Assistant Certificate of Competency in National Certificate in ',
  'Electrical Installation Automotive Servicing Carpentry Plumbing Welding Housekeeping Masonry Level 1 Level 2 Level 3 ',
  'NC I NC III NC IV NC II ',
  'lk-nvq bd-bnqf np-nqf in-nsqf pk-nvqf vn-vqf id-kkni my-mqf sg-wsq mm-nqf la-nqf th-nqf kh-cqf ph-pqf aqrf eqf ',
  'training vocational technical institute college school polytechnic centre skills ',
  'https://www..com.net.org.ac.th.go.th.gov.vn.edu.vn.gov.ph.edu.ph.gov.mm.edu.mm.gov.la.edu.la.gov.kh.edu.kh',
  'http://localhost:4001/status-lists/http://localhost:4001/institutions/did:web:localhost%3A4001:institutions:',
];

// The CBOR around the values of a paper credential, in its order; `'…'` is text, all else is hexadecimal. The numbers
// are those that the contexts give the terms (docs/paper.md). First what differs where a member is left out.
const summary = `
  18c0a41896 781f 189d8118ae18d8a3188c 189d8118b018e218e018c478 19010078 18fc190102 18fe58417a 18f01a6a
  18c0a618966118dea1189c18ac18e218e418c478 18fc01190106 19010c19010858417a 19010a78
  d9cb1d821a0053594da80183010203189d82187618b418b8 820350
  d9cb1d821a0053594da90183010203189d82187618b418b8 820350
  18bea3189c18a618d4 820278 '/status-lists/' 18d61a00
  18c0a5189678 189d8118ae18d8a4188c 820278 '/institutions/' '/achievements/' '-nc-ii/1' 189660
  189d8118b018eaa4189c18aa18ee64 '2012' 64 '2018' 18f066 'kh-cqf' 18f066 'ph-pqf' 18f261 '1' 18f261 '2'
  18dc6c 18e218dc18c478 18e218de18c478 18e218da18c478 'did:web:' ':institutions:'
  18c6a6189c186c18f61a6a 18f801190102190108190104 18f80319010219010819010458417a
  19010678 'did:web:' '#key-1' 18d01a6a 18d21a70`;

// The same where the achievement names occupations: a fourth context, which has no number in the table, shifts the
// numbers of the terms that belong to a type.
const summaryWithOccupation = `
  18c2a4 18c2a6 189d8218b018b818e9826c 18eea3189c18aa18f466 18de6c 18e0a1189c18ac18e4 18e418dc18c678 18e418e618c678
  18f41a6a 18f60319010019010619010258417a 19010478 18fe1a6a 1901000319010a19011019010c58417a 19010e78
  18fc0119010619010c19010858417a d9cb1d821a0053594da80184010203 '/1' '-nc-ii/1' 'esco:' '2018' 18f466 'kh-cqf' 18f661 '1'
  d9cb1d821a0053594da901840102037827 'https://w3id.org/symbolon/occupation/v1'
  189d82187618b418ba 820350
  18c0a3189c18a618d6 820278 '/status-lists/' 18d81a00
  18c2a518967825 189d8118ae18daa5188c 820278 '/institutions/' '/achievements/' '/versions/1' 18966d
  189d8218b018b818e9816c 'isco-08:' 18eea4189c18aa18f264 '2012' 18f466 'ph-pqf' 18f661 '2'
  18de6c 18e418e218c678 'did:web:' ':institutions:'
  18c8a6189c186c18fa1a6a 18fc0319010619010c19010858417a
  19010a78 'did:web:' '#key-1' 18d21a6a 18d41a70`;

/** The bytes of a packing, from the lists above. */
function dictionaryOf(frame: string): Dictionary {
  const letters = scripts.map(([first, last]) =>
    String.fromCodePoint(...Array.from({ length: last - first + 1 }, (_, i) => first + i)),
  );
  const text = new TextEncoder().encode([...letters, ...words].join(''));
  const tail = frame
    .match(/'[^']*'|[0-9a-f]{2}/g)!
    .flatMap((part) =>
      part.startsWith("'")
        ? Array.from(part.slice(1, -1), (letter) => letter.charCodeAt(0))
        : [Number.parseInt(part, 16)],
    );
  const all = new Uint8Array(text.length + tail.length);
  all.set(text);
  all.set(tail, text.length);
  return new Dictionary(all);
}

export const summaryDictionary = dictionaryOf(summary);
export const occupationDictionary = dictionaryOf(summaryWithOccupation);
