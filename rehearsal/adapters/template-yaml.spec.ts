import { describe, expect, it } from '@jest/globals';
import { templateYaml } from './template-yaml.ts';

describe('a template in YAML', () => {
  it('is read with its long forms, and JSON is left as it is', () => {
    const text =
      "Resources:\n  A:\n    Type: AWS::SQS::Queue\n    Properties:\n      QueueName: { 'Fn::Sub': '${AWS::StackName}' }\n";
    expect(JSON.parse(templateYaml.toJson(text))).toEqual({
      Resources: { A: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { 'Fn::Sub': '${AWS::StackName}' } } } },
    });
    expect(templateYaml.toJson(' {"a": 1}')).toBe(' {"a": 1}');
    expect(JSON.parse(templateYaml.toJson("Version: '2012-10-17'\nOther: 2012-10-17\n"))).toEqual({
      Version: '2012-10-17',
      Other: '2012-10-17',
    });
  });

  it.each([
    ['a tag', 'A: !Ref B\n', 'Unresolved tag: !Ref'],
    ['an alias', 'A: &a { b: 1 }\nB: *a\n', 'Alias resolution is disabled'],
    ['a mistake', 'A: [1\n', 'Flow sequence'],
  ])('is refused with %s', (_what, text, message) => {
    expect(() => templateYaml.toJson(text)).toThrow(message);
  });
});
