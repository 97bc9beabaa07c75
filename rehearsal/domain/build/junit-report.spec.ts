import { describe, expect, it } from '@jest/globals';
import { reportXml } from '../../adapters/report-xml.ts';
import { readJunit } from './junit-report.ts';

const read = (xml: string) => readJunit(reportXml.parseXml(xml), 'out/junit.xml');

describe('JUnit XML', () => {
  it('names suites, cases, durations and what failed', () => {
    const cases = read(`\uFEFF<?xml version="1.0"?>
      <!-- as reporters write it -->
      <testsuites tests="5"><testsuite name="sums" tests="5">
        <properties><property name="a" value="b"/></properties>
        <testcase classname="sums add" name="1 + 1 &lt; 3" time="0.25"/>
        <testcase classname="sums" name="thousands" time="1,000.5"/>
        <testcase classname="sums" name="fails"><failure message="2 is not 3"><![CDATA[at line 3 <here>]]></failure></testcase>
        <testcase classname="sums" name="breaks" time="-1"><error>Error: no</error></testcase>
        <testsuite name="inner"><testcase name="left out"><skipped/></testcase></testsuite>
      </testsuite></testsuites>`);
    expect(cases).toEqual([
      testCase({ prefix: 'sums add', name: '1 + 1 < 3', duration: 250_000_000 }),
      testCase({ name: 'thousands', duration: 1_000_500_000_000 }),
      testCase({ name: 'fails', status: 'FAILED', message: '2 is not 3' }),
      testCase({ name: 'breaks', status: 'ERROR', message: 'Error: no' }),
      testCase({ suite: 'inner', prefix: '', name: 'left out', status: 'SKIPPED' }),
    ]);
  });

  it('may be one suite, or nothing that ran', () => {
    expect(read('<testsuite name="s"><testcase name="t"/></testsuite>')).toMatchObject([{ suite: 's', name: 't' }]);
    expect(read('<testsuites/>')).toEqual([]);
    expect(read('<testsuites tests="0" name="jest tests"></testsuites>')).toEqual([]);
  });

  it('may have blanks between its elements', () => {
    const cases = read('<testsuite name="s"> <testcase name="t"> <skipped message="why"/> </testcase> </testsuite>');
    expect(cases).toMatchObject([{ suite: 's', name: 't', status: 'SKIPPED', message: 'why' }]);
  });

  it('is nothing else', () => {
    expect(() => read('<coverage line-rate="1"/>')).toThrow('out/junit.xml is no JUnit XML');
    expect(() => read('{"no": "xml"}')).toThrow('XML parse error');
    expect(() => read('<testsuite><testcase></testsuite>')).toThrow('mismatched tags');
  });

  it('reads no file that a document names', () => {
    const cases = read(
      '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><testsuite name="&x;"><testcase name="&x;"/></testsuite>',
    );
    expect(cases).toMatchObject([{ suite: '', name: '' }]);
  });
});

const testCase = (facts: object) => ({
  file: 'out/junit.xml',
  suite: 'sums',
  prefix: 'sums',
  status: 'SUCCEEDED',
  duration: 0,
  message: '',
  ...facts,
});
