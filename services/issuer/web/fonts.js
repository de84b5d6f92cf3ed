// Letters that this device has no font for: the server names the scripts of the page, only what is missing is loaded.
const missing = JSON.parse(document.documentElement.dataset.fonts ?? '[]').filter(({ sample }) => !hasLetter(sample));
if (missing.length > 0) {
  await Promise.all(missing.map(({ family, sample }) => document.fonts.load(`1em "${family}"`, sample)));
  const families = missing.map(({ family }) => `"${family}"`).join(', ');
  document.documentElement.style.setProperty('--script-fonts', families);
}

/** False where the letter and a code point that no font has come out as the same picture. */
function hasLetter(letter) {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 32;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const picture = (text) => {
    context.clearRect(0, 0, 32, 32);
    context.font = '24px sans-serif';
    context.fillText(text, 2, 26);
    return context.getImageData(0, 0, 32, 32).data.join();
  };
  return picture(letter) !== picture('\u{10FFFF}');
}
