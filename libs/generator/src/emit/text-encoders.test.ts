import { parse as parseYaml } from 'yaml';
import { describe, expect, it } from 'vitest';
import { injectionCorpus, marker, unstorableCorpus } from '../../test-support/injection-corpus.ts';
import {
  createFileSet,
  EmitError,
  jsonText,
  markdownCode,
  markdownFence,
  markdownTable,
  markdownText,
  md,
  mermaidLabel,
  plain,
  projectPath,
  shellWord,
  sqlTypeName,
  yamlString,
} from './index.ts';

describe('the encoders of JSON, YAML and shell', () => {
  it.each([...injectionCorpus, ...unstorableCorpus])('write %j so that it reads back', (text) => {
    expect(JSON.parse(jsonText({ [text]: text }).text)).toEqual({ [text]: text });
    expect(parseYaml(yamlString(text).text)).toBe(text);
  });

  it('do not take the text of an escape for one', () => {
    expect(JSON.parse(jsonText('\\u{41} \\u0041').text)).toBe('\\u{41} \\u0041');
  });

  it('quote a word of the shell', () => {
    expect(shellWord("it's $(x) `y`").text).toBe(`'it'\\''s $(x) \`y\`'`);
    expect(() => shellWord('a\nb')).toThrow(EmitError);
  });
});

describe('the encoders of Markdown', () => {
  it.each(injectionCorpus)('write %j without markup of its own', (text) => {
    const words = markdownText(text).text;
    expect(words).not.toMatch(/[<>|\n]|https?:\/\/|(?<!\\)[`*[\]]|^[#>]|^\s*[-+=] /);
    const cell = markdownTable([md`a`, md`b`], [[markdownCode(text), markdownText(text)]]).text.split('\n')[2] ?? '';
    expect(cell.replace(/\\\\/g, '').match(/(?<!\\)\|/g)).toHaveLength(3);
  });

  it('make code spans and fences longer than those in their content', () => {
    expect(markdownCode('a ``b`` c').text).toBe('```a ``b`` c```');
    expect(markdownFence('text', plain`${shellWord('````')}`).text.startsWith('`````text\n')).toBe(true);
  });

  it('leave nothing of Mermaid in a label', () => {
    expect(mermaidLabel(`"] --> x["`).text).toBe('"#34;#93; #45;#45;#62; x#91;#34;"');
    for (const text of injectionCorpus) expect(mermaidLabel(text).text.slice(1, -1)).not.toMatch(/["`<>[\]{}|%]|--/);
  });
});

describe('the names of types in SQL', () => {
  it('have their parameters behind the first word', () => {
    expect(sqlTypeName('timestamp with time zone', [3]).text).toBe('timestamp(3) with time zone');
    expect(sqlTypeName('numeric', [12, 2]).text).toBe('numeric(12, 2)');
    expect(sqlTypeName('int4range', []).text).toBe('int4range');
  });

  it.each(injectionCorpus.filter((text) => !/^[a-z]\w*( [a-z]+)*$/.test(text)))('are not %j', (text) => {
    expect(() => sqlTypeName(text, [])).toThrow(EmitError);
  });
});

describe('paths', () => {
  it.each([
    '',
    '.',
    '..',
    'a/../b',
    '/a',
    'a//b',
    'a\\b',
    'C:',
    'c:/x',
    'a b',
    'con',
    'NUL.txt',
    'com1',
    'aux.ts',
    'a.',
    'é',
    'a\nb',
    'a\u0000',
    `${'a'.repeat(101)}`,
    '~/x',
    'a:b',
    'a*',
  ])('cannot be %j', (path) => expect(() => projectPath(path)).toThrow(EmitError));

  it.each(injectionCorpus)('made of %j are refused or harmless', (text) => {
    const madePath = (): string => {
      try {
        return projectPath('src', text);
      } catch (error) {
        return error instanceof EmitError ? 'src/refused' : String(error);
      }
    };
    expect(madePath()).toMatch(/^src(?:\/[\w-][\w.-]*|\/\.[\w.-]*[\w-])+$/);
  });

  it('do not collide, also where a file system ignores case, nor hide a folder', () => {
    const files = createFileSet();
    files.add(projectPath('src', 'a.ts'), '');
    files.add(projectPath('src/b/c.ts'), '');
    for (const path of ['src/A.ts', 'Src/x.ts', 'src/a.ts', 'src/a.ts/x', 'src/b', 'SRC']) {
      expect(() => files.add(projectPath(path), '')).toThrow(/collides/);
    }
    expect([...files.sorted().keys()]).toEqual(['src/a.ts', 'src/b/c.ts']);
  });

  it('a marker is a harmless path by itself', () => expect(projectPath(marker)).toBe(marker));
});
