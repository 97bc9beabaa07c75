import { describe, expect, it } from '@jest/globals';
import { certificateFor } from './certificate-choice.ts';

const certificates = [
  { id: 'default', names: ['www.example.com'] },
  { id: 'wildcard', names: ['*.example.com', 'example.com'] },
  { id: 'exact', names: ['API.example.com'] },
];

describe('the choice of a certificate', () => {
  it.each([
    ['www.example.com', 'default'],
    ['api.example.com', 'exact'],
    ['Shop.Example.com', 'wildcard'],
    ['example.com', 'wildcard'],
    ['a.b.example.com', undefined],
    ['example.org', undefined],
    ['localhost', undefined],
  ])('for %s is %s', (name, id) => {
    expect(certificateFor(certificates, name)?.id).toBe(id);
  });
});
