// Files of the index -> values. src/matcher/numbers.rs.

const decoder = new TextDecoder();

/** The value that a file of JSON holds. */
export const readJson = (bytes) => JSON.parse(decoder.decode(bytes));

export const damaged = () => new Error("the search index is damaged: build the site again");

/** Numbered files that bear one hash together. */
const GROUP = 32;

/** The name of a numbered file by the hashes of its kind's groups. */
export function numbered(stem, number, hashes, ending) {
  const group = Math.floor(number / GROUP);
  return `${stem}-${number}-${hashes.slice(8 * group, 8 * group + 8)}.${ending}`;
}

/** Reads bytes from the first on. */
export class ByteReader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  get done() {
    return this.at >= this.bytes.length;
  }

  /** A number: seven bits a byte, the lowest first; the highest bit says that more follow. */
  number() {
    let number = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) break;
      number += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return number;
    }
    throw damaged();
  }

  take(length) {
    const bytes = this.bytes.subarray(this.at, this.at + length);
    this.at += length;
    return bytes;
  }
}
