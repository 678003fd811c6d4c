import type { Api } from './start-api.ts';

/** Keys of everything of a project in the bucket, of whatever class. */
export const objectKeysOf = async ({ stores }: Pick<Api, 'stores'>, projectId: string): Promise<string[]> => {
  const keys: string[] = [];
  for await (const key of stores.objects.listKeys('')) if (key.includes(projectId)) keys.push(key);
  return keys;
};
