import { createTransport } from 'nodemailer';

export type Message = { to: string; subject: string; text: string };

/** How messages leave the house; an SMS gateway would be another of these. Rejects where the message was not taken. */
export type Mail = { send(message: Message): Promise<void> };

export type SmtpConfig = {
  /** `smtp://user@host:587` (STARTTLS where offered) or `smtps://user@host:465`. */
  url: string;
  password: string | undefined;
  /** Address that messages come from. */
  from: string;
};

/** Sends by SMTP (RFC 5321). Each message has ten seconds; nothing is tried twice, the one who sends is told instead. */
export function smtpMail({ url, password, from }: SmtpConfig): Mail {
  const { hostname, port, protocol, username } = new URL(url);
  const secure = protocol === 'smtps:';
  const transport = createTransport({
    host: hostname,
    port: port ? Number(port) : secure ? 465 : 587,
    secure,
    ...(username ? { auth: { user: decodeURIComponent(username), pass: password ?? '' } } : {}),
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 10_000,
    // A message is text of ours: nothing in it is fetched or read from disk.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send({ to, subject, text }) {
      await transport.sendMail({ from, to: { name: '', address: to }, subject, text });
    },
  };
}
