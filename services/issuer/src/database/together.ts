/**
 * Gives a function that answers one question, by a function that answers many at once: those that come while an answer is
 * under way are asked together as soon as it is there. Every question is asked after it was put. What `ask` throws is
 * thrown to everybody who asked.
 */
export function askTogether<Question, Answer>(
  ask: (questions: Question[]) => Promise<Answer[]>,
): (question: Question) => Promise<Answer> {
  type Asked = { question: Question; resolve(answer: Answer): void; reject(error: unknown): void };
  let line: Asked[] = [];
  let isUnderWay = false;

  async function run(): Promise<void> {
    isUnderWay = true;
    while (line.length > 0) {
      const asked = line;
      line = [];
      try {
        const answers = await ask(asked.map(({ question }) => question));
        asked.forEach(({ resolve }, position) => {
          resolve(answers[position]!);
        });
      } catch (error) {
        for (const { reject } of asked) reject(error);
      }
    }
    isUnderWay = false;
  }

  return (question) =>
    new Promise((resolve, reject) => {
      line.push({ question, resolve, reject });
      if (!isUnderWay) void run();
    });
}
