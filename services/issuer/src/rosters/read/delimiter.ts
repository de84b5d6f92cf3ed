const candidates = [',', ';', '\t', '|'] as const;

/**
 * Gives the character that divides the values, found from the beginning of the text: the one that divides the first
 * lines into the same number of parts, and most of them. Quoted text is not looked into. A comma where nothing divides.
 */
export function findDelimiter(start: string): string {
  let best: { delimiter: string; score: number } = { delimiter: ',', score: 0 };
  for (const delimiter of candidates) {
    const counts = countByLine(start, delimiter).slice(0, 30);
    const most = Math.max(0, ...counts);
    if (most === 0) continue;
    // A title line above the header and ragged ends are no argument against a delimiter; one line by chance is none for it.
    const agreeing = counts.filter((count) => count === most).length;
    const using = counts.filter((count) => count > 0).length;
    const score = (agreeing + using) / (2 * counts.length) + Math.min(most, 50) / 500;
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

function countByLine(text: string, delimiter: string): number[] {
  const counts: number[] = [];
  let [count, quoted, empty] = [0, false, true];
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    else if (!quoted && (character === '\n' || character === '\r')) {
      if (!empty) counts.push(count);
      [count, empty] = [0, true];
      continue;
    } else if (!quoted && character === delimiter) count += 1;
    if (character.trim() !== '') empty = false;
  }
  // The last line may be cut off by the length of the sample; alone it still has to speak.
  if (!empty && counts.length === 0) counts.push(count);
  return counts;
}

/** Excel's own first line that names the delimiter: `sep=;`. */
export function namedDelimiter(start: string): string | undefined {
  return /^sep=(.)\r?\n/i.exec(start)?.[1];
}
