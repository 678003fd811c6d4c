import typescript from 'typescript';
import { describe, expect, it } from 'vitest';
import { injectionCorpus } from '../../test-support/injection-corpus.ts';
import {
  comment,
  docComment,
  EmitError,
  identifier,
  imported,
  jsonLiteral,
  none,
  primitive,
  propertyAccess,
  propertyKey,
  render,
  sql,
  stringLiteral,
  stringUnion,
  ts,
  tsJoin,
  tsModule,
  type Code,
} from './index.ts';

/** What a piece of code evaluates to. */
const evaluate = (code: Code<'ts'>): unknown => new Function(`"use strict"; return (${code.text});`)();
const statements = (text: string): number =>
  typescript.createSourceFile('x.ts', text, typescript.ScriptTarget.Latest).statements.length;

describe('the template tag', () => {
  it('drops the common indentation and indents interpolated code like its line', () => {
    const inner = ts`
      a,
        b,
    `;
    const outer = ts`
      call(
        ${inner}
      );
    `;
    expect(outer.text).toBe('call(\n  a,\n    b,\n);');
  });

  it('drops a line that holds nothing, and writes a list as lines', () => {
    const code = ts`
      one
      ${none}
      ${[identifier('two'), none, identifier('three')]}
      ${[]}
    `;
    expect(code.text).toBe('one\ntwo\nthree');
  });

  it('refuses raw text and the code of another language, by types and when it runs', () => {
    // @ts-expect-error a string is no code
    expect(() => ts`${'process.exit()'}`).toThrow(EmitError);
    // @ts-expect-error SQL is no TypeScript
    expect(() => ts`${sql`select 1`}`).toThrow(EmitError);
    // @ts-expect-error something that looks like code is none
    expect(() => ts`${{ text: 'process.exit()', imports: [] }}`).toThrow(EmitError);
    // @ts-expect-error nor is TypeScript rendered without its imports
    expect(render(ts`a`)).toBe('a\n');
  });

  it('takes a literal part as it is, dollars and backslashes included', () => {
    expect(ts`a ${identifier('b')} \$& \\ $1`.text).toBe('a b $& \\ $1');
    expect(ts`${stringLiteral('$& $1 $$')}`.text).toBe("'$& $1 $$'");
  });
});

describe('the encoders of TypeScript', () => {
  it.each(injectionCorpus)('write %j as a literal that means the text', (text) => {
    expect(evaluate(stringLiteral(text))).toBe(text);
    expect(stringLiteral(text).text).not.toMatch(/[\n\r\u2028\u2029\u202e]/);
    expect(evaluate(ts`Object.keys({ ${propertyKey(text)}: 1 })[0]`)).toBe(text);
    expect(evaluate(jsonLiteral({ [text]: [text, { deep: text }] }))).toEqual({ [text]: [text, { deep: text }] });
    expect(evaluate(propertyAccess(ts`({ ${propertyKey(text)}: 7 })`, text))).toBe(7);
  });

  it.each(injectionCorpus)('keep %j inside of a comment', (text) => {
    for (const code of [comment(text), docComment(text), docComment(`first line\n${text}`)]) {
      const file = `${code.text}\nconst marker = 1;\n`;
      expect(statements(file)).toBe(1);
      const source = typescript.createSourceFile('x.ts', file, typescript.ScriptTarget.Latest);
      expect(source.referencedFiles).toEqual([]);
      expect(code.text).not.toMatch(/(^|[^\\])@ts-/);
    }
  });

  it('break long documentation between words', () => {
    const { text } = docComment('word '.repeat(60));
    expect(text.split('\n').every((line) => line.length <= 110)).toBe(true);
    expect(text.match(/word/g)).toHaveLength(60);
  });

  it('refuse texts that are not identifiers', () => {
    for (const name of ['', 'a b', '1a', 'class', 'await', 'a;b', 'ünicode', 'a\u0000', '__proto__ ', 'enum']) {
      expect(() => identifier(name)).toThrow(EmitError);
    }
    expect(identifier('_a$1').text).toBe('_a$1');
  });

  it('write numbers, and refuse those that are none', () => {
    expect(primitive(-0).text).toBe('-0');
    expect(primitive(1e21).text).toBe('1e+21');
    expect(() => primitive(Number.NaN)).toThrow(EmitError);
    expect(() => jsonLiteral(() => 1)).toThrow(EmitError);
  });

  it('write unions of literals', () => {
    expect(stringUnion(['a', "b'c"]).text).toBe(`'a' | "b'c"`);
  });
});

describe('a module', () => {
  it('imports the names that its code uses, once, sorted', () => {
    const body = ts`export const x = ${imported('b', 'pkg')}(${imported('a', 'pkg')}, ${imported('a', 'pkg')}, ${imported('T', './local.ts', { typeOnly: true })}, ${imported('Type', 'typebox', { kind: 'default' })});`;
    expect(tsModule(body)).toBe(
      "import { a, b } from 'pkg';\nimport Type from 'typebox';\nimport type { T } from './local.ts';\n\nexport const x = b(a, a, T, Type);\n",
    );
  });

  it('does not import one name from two modules', () => {
    expect(() => tsModule(tsJoin([imported('a', 'one'), imported('a', 'two')]))).toThrow(
      /imported from one and from two/,
    );
  });

  it.each(["a'b", '../../etc/passwd', '/abs', 'a\nb', 'http://x', 'a b', ''])('does not import from %j', (module) => {
    expect(() => imported('a', module)).toThrow(EmitError);
  });
});
