import { open } from 'node:fs/promises';
import { readCsv } from './csv.ts';
import { findTable, refuse, type Table } from './table.ts';
import { readXlsx } from './xlsx.ts';
import { locked } from './xlsx-package.ts';

export type OpenOptions = {
  sheet?: string;
  encoding?: string;
  /** The institution's languages, first one first; decides the code page of old CSV files. */
  languages?: readonly string[];
  /** How many cells of a row are known column names. */
  looksLikeHeader: (cells: string[]) => number;
};

const saveAs = 'Open it in the program that made it and save it as XLSX or as “CSV UTF-8”.';

/** What a file begins with, for kinds that people send instead of a roster. */
const others: [start: RegExp, title: string][] = [
  [/^%PDF-/, 'This is a PDF file'],
  [/^\s*(<!doctype html|<html)/i, 'This is a web page'],
  [/^\s*<\?xml/, 'This is an XML file'],
  [/^\{\\rtf/, 'This is a text document'],
  [/^(\x89PNG|\xff\xd8\xff|GIF8)/, 'This is a picture'],
];

/**
 * Opens a roster file by what is in it, whatever it is called: gives its header, its rows as a stream, and how it was
 * read. Throws a Problem (400, 413, 415) that says what to do where it cannot be read.
 */
export async function openTable(path: string, options: OpenOptions): Promise<Table> {
  const start = await readStart(path);
  if (start.length === 0) throw refuse('The file is empty', 'Choose the file with the people in it.');
  const { facts, rows } = await openByKind(path, start, options);
  try {
    return await findTable(facts, rows, options.looksLikeHeader);
  } catch (error) {
    await rows.return(undefined);
    throw error;
  }
}

async function openByKind(path: string, start: Buffer, options: OpenOptions) {
  const text = start.toString('latin1');
  if (text.startsWith('PK\x03\x04')) return readXlsx(path, options);
  if (text.startsWith('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')) {
    // An encrypted workbook is a compound file with this stream in its directory (MS-OFFCRYPTO §2.3.4).
    if (await contains(path, Buffer.from('EncryptedPackage', 'utf16le'))) throw locked();
    throw refuse('This is an old Excel file (.xls)', saveAs, 415);
  }
  const other = others.find(([pattern]) => pattern.test(text));
  if (other) throw refuse(other[1], saveAs, 415);
  return readCsv(path, options);
}

async function readStart(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const buffer = Buffer.alloc(512);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function contains(path: string, needle: Buffer): Promise<boolean> {
  const file = await open(path);
  try {
    let tail = Buffer.alloc(0);
    for await (const chunk of file.createReadStream({ autoClose: false })) {
      const piece = Buffer.concat([tail, chunk as Buffer]);
      if (piece.includes(needle)) return true;
      tail = piece.subarray(-needle.length);
    }
    return false;
  } finally {
    await file.close();
  }
}
