import type { Answer, Http } from '../http.ts';

/** Answers by path and query, each list gone through and its last entry kept for good; 404 elsewhere. */
export class FakeHttp implements Http {
  readonly asked: string[] = [];
  readonly answers: Record<string, (Answer | Error)[]>;

  constructor(answers: Record<string, (Answer | Error)[]>) {
    this.answers = answers;
  }

  async get(url: string): Promise<Answer> {
    this.asked.push(url);
    const { pathname, search } = new URL(url);
    const answers = this.answers[`${pathname}${search}`] ?? [{ status: 404, body: '' }];
    const [answer] = answers.length > 1 ? answers.splice(0, 1) : answers;
    if (answer === undefined || answer instanceof Error) throw answer ?? new Error('no answer');
    return answer;
  }
}
