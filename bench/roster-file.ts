const people = [
  ['សុខ ដារ៉ា', 'Sok Dara'],
  ['ສົມພອນ ວົງສາ', 'Somphone Vongsa'],
  ['ကျော်ဇင်ဦး', 'Kyaw Zin Oo'],
  ['สมชาย ใจดี', 'Somchai Jaidee'],
  ['राम बहादुर थापा', 'Ram Bahadur Thapa'],
  ['Nguyễn Văn Minh', 'Nguyen Van Minh'],
  ['Maria Clara Reyes', 'Maria Clara Reyes'],
  ['محمد بن عبد الله', 'Muhammad bin Abdullah'],
] as const;

/** Gives a CSV file of so many people in pieces, all of them different, and from those of another series too. */
export function* rosterFile(count: number, series: string): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  let text = 'Name,Name in Latin letters,Date of birth (dd/mm/yyyy),Student number,Date of award (dd/mm/yyyy)\n';
  for (let row = 1; row <= count; row += 1) {
    const [name, latinName] = people[row % people.length]!;
    const born = new Date(Date.UTC(1960, 0, 1 + (row % 16_000)));
    const date = born.toISOString().slice(0, 10).split('-').reverse().join('/');
    text += `${name},${latinName},${date},${series}-${String(row).padStart(7, '0')},06/11/2026\n`;
    if (text.length < 60_000 && row < count) continue;
    yield encoder.encode(text);
    text = '';
  }
}
