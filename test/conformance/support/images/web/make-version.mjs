import { writeFileSync } from 'node:fs';

console.log('making version.txt');
writeFileSync('version.txt', process.argv[2]);
