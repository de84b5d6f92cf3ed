/**
 * Gives what those who have much to do wait for before each piece of it: `perTurn` of them, whoever they are, go on in one turn of the
 * event loop. Between two turns everybody else is served, however many batches there are.
 */
export function createPace(perTurn: number): () => Promise<void> {
  const waiting: (() => void)[] = [];
  const turn = () => {
    for (const goOn of waiting.splice(0, perTurn)) goOn();
    if (waiting.length > 0) setImmediate(turn);
  };
  return () =>
    new Promise((goOn) => {
      if (waiting.length === 0) setImmediate(turn);
      waiting.push(goOn);
    });
}
