// Serves a status list on loopback from a process of its own, so that its work is not counted. Started by fork(); the list comes as a message.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

let text = '';
const server = createServer((_, answer) => {
  answer.setHeader('content-type', 'application/json');
  answer.end(text);
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('message', (list: string) => {
  text = list;
  process.send?.('ready');
});
process.on('disconnect', () => process.exit());
