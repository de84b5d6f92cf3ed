/** Given and family names as people of six scripts write them; each given name goes with each family name. */
const scripts: { given: string[]; family: string[]; familyFirst?: true }[] = [
  {
    given: ['ដារ៉ា', 'សុភា', 'ចាន់ធី', 'ស្រីមុំ', 'វិចិត្រ', 'សុខា'],
    family: ['សុខ', 'ចាន់', 'គឹម', 'ហេង', 'នួន', 'ឡុង'],
    familyFirst: true,
  },
  {
    given: ['ကျော်', 'မောင်မောင်', 'စန္ဒာ', 'နွယ်နွယ်', 'ထွန်း', 'ခင်'],
    family: ['ဇင်ဦး', 'ထွန်းလင်း', 'အောင်မြင့်', 'သန္တာဝင်း', 'မြတ်နိုင်', 'ဝင်းထက်'],
  },
  {
    given: ['محمد', 'فاطمة', 'يوسف', 'مريم', 'عبد الله', 'نور'],
    family: ['الشمري', 'بن سالم', 'الحداد', 'القحطاني', 'المنصوري', 'العلي'],
  },
  {
    given: ['สมชาย', 'กัญญา', 'ประเสริฐ', 'นิภาพร', 'ธีรพงษ์', 'สุนีย์'],
    family: ['ทองคำ', 'ศรีสุวรรณ', 'แก้วใส', 'บุญเรือง', 'จันทร์เพ็ญ', 'วงศ์ใหญ่'],
  },
  {
    given: ['अर्जुन', 'लक्ष्मी', 'कृष्ण', 'सरस्वती', 'प्रकाश', 'सुनीता'],
    family: ['श्रेष्ठ', 'तामाङ', 'शर्मा', 'गुरुङ', 'थापा', 'राई'],
  },
  {
    given: ['Maria Clara', 'José', 'Nguyễn Thị', 'Łukasz', 'Ana', 'Jürgen'],
    family: ['Reyes', 'Fernández-Concepción', 'Hương', 'Dela Cruz', 'O’Neill', 'Santos'],
  },
];

type Person = { name: string; born: string; number: string };

/** So many different people, the scripts taking turns. */
export function people(count: number): Person[] {
  return Array.from({ length: count }, (_, index) => {
    const { given, family, familyFirst } = scripts[index % scripts.length]!;
    const at = Math.floor(index / scripts.length);
    const parts = [given[at % given.length], family[Math.floor(at / given.length)]];
    const born = new Date(Date.UTC(1985, 0, 1 + index * 31)).toISOString().slice(0, 10);
    const number = `MAS-${String(index + 1).padStart(4, '0')}`;
    return { name: (familyFirst ? parts.reverse() : parts).join(' '), born, number };
  });
}

/** A spreadsheet of them as an office saves it: with byte order mark, semicolons and Windows line ends. */
export const rosterCsv = (rows: Person[]): string =>
  `\uFEFF${['Full name;Date of birth;Student number', ...rows.map(({ name, born, number }) => `${name};${born};${number}`)].join('\r\n')}\r\n`;
