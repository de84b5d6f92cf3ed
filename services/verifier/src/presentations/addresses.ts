/** Where a wallet gets its request, and sends its answer; `way` is the client identifier prefix by which it was asked. */
export const walletUrl = (origin: string, walletToken: string, way: string, step: 'request' | 'response') =>
  `${origin}/openid4vp/${walletToken}/${way}/${step}`;

/** The exchange of VCALM by which the same request can be answered. */
export const exchangeUrl = (origin: string, walletToken: string) =>
  `${origin}/workflows/presentation/exchanges/${walletToken}`;
