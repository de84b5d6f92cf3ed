import type { IssuerConfig } from '../config.ts';

/**
 * Gives the Credential Issuer Identifier of an institution (OID4VCI 1.0 §12.2.1), which is its authorization server's
 * `issuer` too. Each institution is an issuer of its own, told apart by the path.
 */
export const credentialIssuer = ({ issuerUrl }: Pick<IssuerConfig, 'issuerUrl'>, institutionId: string): string =>
  `${issuerUrl}/institutions/${institutionId}`;

/** Gives the address of a step of the protocol. */
export const endpoint = (config: Pick<IssuerConfig, 'issuerUrl'>, institutionId: string, step: string): string =>
  `${credentialIssuer(config, institutionId)}/oid4vci/${step}`;
