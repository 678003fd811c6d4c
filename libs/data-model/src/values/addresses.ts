/** An IPv4 or IPv6 address as bits, and the number of bits of its family. */
interface Address {
  readonly bits: bigint;
  readonly width: 32 | 128;
}

const readOctets = (text: string): bigint | undefined => {
  const octets = text.split('.');
  if (octets.length !== 4 || !octets.every((octet) => /^(0|[1-9]\d{0,2})$/.test(octet) && Number(octet) < 256))
    return undefined;
  return octets.reduce((bits, octet) => (bits << 8n) | BigInt(octet), 0n);
};

const readGroups = (text: string): bigint[] | undefined => {
  if (text === '') return [];
  const parts = text.split(':');
  const last = parts.at(-1) ?? '';
  const tail = last.includes('.') ? readOctets(last) : undefined;
  if (last.includes('.') && tail === undefined) return undefined;
  const plain = tail === undefined ? parts : parts.slice(0, -1);
  if (!plain.every((part) => /^[0-9a-f]{1,4}$/i.test(part))) return undefined;
  const groups = plain.map((part) => BigInt(`0x${part}`));
  return tail === undefined ? groups : [...groups, tail >> 16n, tail & 0xffffn];
};

const readV6 = (text: string): bigint | undefined => {
  const [head = '', tail, ...more] = text.split('::');
  const [before, after] = [readGroups(head), readGroups(tail ?? '')];
  if (more.length > 0 || before === undefined || after === undefined) return undefined;
  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...before, ...Array.from({ length: missing }, () => 0n), ...after];
  return groups.reduce((bits, group) => (bits << 16n) | group, 0n);
};

const readAddress = (text: string): Address | undefined => {
  const width = text.includes(':') ? 128 : 32;
  const bits = width === 128 ? readV6(text) : readOctets(text);
  return bits === undefined ? undefined : { bits, width };
};

/** The longest address is `ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255/128`. */
const longest = 49;

const read = (text: string): (Address & { prefix: number }) | undefined => {
  if (text.length > longest) return undefined;
  const [host = '', prefix, ...more] = text.split('/');
  const address = readAddress(host);
  if (address === undefined || more.length > 0) return undefined;
  if (prefix !== undefined && !/^(0|[1-9]\d{0,2})$/.test(prefix)) return undefined;
  const length = prefix === undefined ? address.width : Number(prefix);
  return length <= address.width ? { ...address, prefix: length } : undefined;
};

/** PostgreSQL's inet: an address, with or without a prefix length. */
export const isInet = (text: string): boolean => read(text) !== undefined;

/** PostgreSQL's cidr: a network, with no bit set beyond the prefix. */
export const isCidr = (text: string): boolean => {
  const network = read(text);
  if (network === undefined) return false;
  const hostBits = BigInt(network.width - network.prefix);
  return (network.bits & ((1n << hostBits) - 1n)) === 0n;
};
