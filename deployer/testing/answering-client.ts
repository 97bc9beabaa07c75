import { Readable } from 'node:stream';

type Answer = object | { error: string; message: string };

/** Configuration of an SDK client of a JSON service whose operations answer what a spec says, and record what they are asked. */
export function answering(answers: Record<string, Answer[]>) {
  const asked: { operation: string; input: Record<string, unknown> }[] = [];
  const handle = async (request: { headers: Record<string, string>; body?: string | Uint8Array }) => {
    const operation = (request.headers['x-amz-target'] ?? '').split('.').at(-1) ?? '';
    const input = JSON.parse(textOf(request.body)) as Record<string, unknown>;
    asked.push({ operation, input });
    const list = answers[operation] ?? [];
    const [answer] = list.length > 1 ? list.splice(0, 1) : list;
    if (answer === undefined) throw new Error(`No answer for ${operation}`);
    const failed = 'error' in answer;
    return {
      response: {
        statusCode: failed ? 400 : 200,
        headers: { 'content-type': 'application/x-amz-json-1.1' },
        body: Readable.from([
          JSON.stringify(
            failed ? { __type: answer.error, message: 'message' in answer ? answer.message : '' } : answer,
          ),
        ]),
      },
    };
  };
  return {
    asked,
    config: {
      region: 'eu-west-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
      requestHandler: { handle },
    },
  };
}

const textOf = (body: string | Uint8Array = '{}') => (typeof body === 'string' ? body : new TextDecoder().decode(body));
