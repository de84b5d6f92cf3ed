/** What a document is to an employer: a certificate, a body's decision about one, or who may award what. */
export type DocumentKind = 'certificate' | 'decision' | 'accreditation';

export function documentKind(document: Record<string, unknown>): DocumentKind {
  const types = [document.type].flat();
  if (types.includes('RecognitionDecisionCredential')) return 'decision';
  return types.includes('RecognizedEntityCredential') || types.includes('AccreditationWithdrawalCredential')
    ? 'accreditation'
    : 'certificate';
}
