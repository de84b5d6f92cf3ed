import type { PresentationResult, VerificationResult } from '@symbolon/verification';

/** What a caller may leave out of the answer (VCALM §3.7). */
export type ReturnOptions = {
  returnResults?: boolean;
  returnProblemDetails?: boolean;
  returnCredential?: boolean;
  returnPresentation?: boolean;
};

/** Gives the answer to `POST /credentials/verify`: VCALM's members, with our verdict, reason and checks beside. */
export function credentialAnswer(result: VerificationResult, options: ReturnOptions) {
  const { credential, claims, problemDetails, ...rest } = result;
  return {
    ...rest,
    problemDetails: options.returnProblemDetails === false ? [] : problemDetails,
    ...(options.returnResults ? { results: resultsOf(result) } : {}),
    ...(credential && options.returnCredential !== false ? { credential, ...(claims ? { claims } : {}) } : {}),
  };
}

/** Gives the answer to `POST /presentations/verify`, with one result for each credential. */
export function presentationAnswer(result: PresentationResult, options: ReturnOptions) {
  const { presentation, problemDetails, credentials, ...rest } = result;
  return {
    ...rest,
    problemDetails: options.returnProblemDetails === false ? [] : problemDetails,
    credentialResults: credentials.map((each) => credentialAnswer(each, options)),
    ...(presentation && options.returnPresentation !== false ? { presentation } : {}),
  };
}

/** VCALM's `results`: for each member that was checked, whether it is good and what it was. */
function resultsOf({ checks, credential = {}, status }: VerificationResult) {
  const passed = (name: string) => checks.find(({ check }) => check === name)?.outcome === 'passed';
  const of = (member: string, check: string) =>
    member in credential ? { [member]: { valid: passed(check), input: credential[member] } } : {};
  return {
    proof: [{ valid: passed('proof') && passed('controller') }],
    ...of('validFrom', 'validity'),
    ...of('validUntil', 'validity'),
    ...of('issuer', 'issuer'),
    credentialStatus: status.map(({ set, freshness, ...entry }) => ({
      valid: set === false && freshness === 'fresh',
      input: entry,
    })),
  };
}
