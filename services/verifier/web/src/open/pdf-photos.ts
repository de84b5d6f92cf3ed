/** A scanned certificate has few pages; more pictures than this are decoration. */
const mostPhotos = 8;
const smallestPhoto = 8_000;

/**
 * Photos in a PDF, as office scanners and phones make it: one JPEG a page, stored as it is (ISO 32000-2 §7.4.8
 * DCTDecode). Found by their own marks; a PDF that draws its code in another way is read from its attachment instead.
 */
export function photosIn(bytes: Uint8Array): Blob[] {
  const photos: Blob[] = [];
  for (let at = indexOf(bytes, startOfImage, 0); at !== -1 && photos.length < mostPhotos; ) {
    const end = indexOf(bytes, endOfStream, at);
    if (end === -1) break;
    if (end - at >= smallestPhoto) photos.push(new Blob([bytes.slice(at, end)], { type: 'image/jpeg' }));
    at = indexOf(bytes, startOfImage, end);
  }
  return photos;
}

const startOfImage = Uint8Array.of(0xff, 0xd8, 0xff);
const endOfStream = new TextEncoder().encode('endstream');

function indexOf(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(wanted[0]!, from); at !== -1; at = bytes.indexOf(wanted[0]!, at + 1)) {
    if (wanted.every((byte, offset) => bytes[at + offset] === byte)) return at;
  }
  return -1;
}
