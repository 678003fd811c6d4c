/** Together with `.zip` within the 255 bytes that file systems give a name, with room for a browser's ` (1)`. */
const maxBytes = 200;

/** Names that Windows reserves for devices, whatever the extension. */
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;

const cutToBytes = (text: string): string => {
  let bytes = 0;
  let cut = '';
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes) break;
    cut += character;
  }
  return cut;
};

/** The name under which a project's archive is saved: readable, and fine on every file system. */
export const archiveFileName = (projectName: string): string => {
  // Marks are parts of letters: vowels in Devanagari, accents without a composed form.
  const words = projectName.normalize('NFC').replace(/[^\p{Letter}\p{Mark}\p{Number}]+/gu, '-');
  const readable = cutToBytes(words.replace(/^-/, '')).replace(/-$/, '') || 'project';
  return reserved.test(readable) ? `${readable}-project.zip` : `${readable}.zip`;
};
