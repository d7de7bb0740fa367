import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const pages = ['.', 'docs'].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name)),
);
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));

/** As GitHub makes them of headings. */
function anchorsOf(page: string): string[] {
  const headings = readFileSync(page, 'utf8').matchAll(/^#+ (.+)$/gm);
  return [...headings].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe.each(pages)('%s', (page) => {
  const text = readFileSync(page, 'utf8');

  it('leads to what is there', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link = '']) => link);
    const broken = links.filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : join(dirname(page), path);
      if (!existsSync(target)) return true;
      return anchor !== undefined && !anchorsOf(target).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  it('names scripts and files of the house that there are', () => {
    for (const [, script = ''] of text.matchAll(/npm run ([\w:]+)/g)) {
      expect(scripts).toHaveProperty([script]);
    }
    const named = text.matchAll(/`((?:src|test|sandbox|deploy|docs|\.github|\.ci)\/[\w./-]+)`/g);
    // SECURITY.md names a test by its file under test/.
    const isThere = (path: string) => existsSync(path) || existsSync(`test/${path}.test.ts`);
    expect([...named].map(([, path = '']) => path).filter((path) => !isThere(path))).toEqual([]);
  });
});

it('has every page in the list of the README', () => {
  const readme = readFileSync('README.md', 'utf8').split('## Further reading')[1];
  for (const page of pages) if (page !== 'README.md') expect(readme).toContain(`](${page})`);
});
