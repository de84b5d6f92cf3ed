// Made by generate.ts from the schemas of @symbolon/contexts; a test holds it against them. To make it anew:
//   node packages/credential/src/compiled/write.ts
// biome-ignore-all lint: generated
// biome-ignore-all format: generated
// biome-ignore-all assist: generated

type Json = any;
const isObject = (value: Json) => typeof value === 'object' && value !== null && !Array.isArray(value);

const pattern0 = /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]+$/u;
const pattern1 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/u;
const pattern2 = /^ext:[A-Za-z0-9._-]+$/u;
const pattern3 = /^[a-z0-9-]+$/u;
const pattern4 = /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/u;
const pattern5 = /^u[A-Za-z0-9_-]+$/u;

function check0(value: Json): boolean {
  return (isObject(value) && check1(value));
}

function check1(value: Json): boolean {
  const member0 = value["@context"];
  if (!(member0 !== undefined && (Array.isArray(member0) && (!Array.isArray(member0) || member0.length >= 1) && (!Array.isArray(member0) || ((member0.length <= 0 || (check2(member0[0])))))))) return false;
  const member1 = value["type"];
  if (!(member1 !== undefined && (check3(member1)))) return false;
  const member2 = value["issuer"];
  if (!(member2 !== undefined && (check6(member2)))) return false;
  const member3 = value["credentialSubject"];
  if (!(member3 !== undefined && (((check13(member3)) || (Array.isArray(member3) && (!Array.isArray(member3) || member3.length >= 1) && (!Array.isArray(member3) || check15(member3))))))) return false;
  const member4 = value["id"];
  if (member4 !== undefined && !(check7(member4))) return false;
  const member5 = value["name"];
  if (member5 !== undefined && !(check9(member5))) return false;
  const member6 = value["description"];
  if (member6 !== undefined && !(check9(member6))) return false;
  const member7 = value["validFrom"];
  if (member7 !== undefined && !(check16(member7))) return false;
  const member8 = value["validUntil"];
  if (member8 !== undefined && !(check16(member8))) return false;
  const member9 = value["credentialStatus"];
  if (member9 !== undefined && !(check17(member9))) return false;
  const member10 = value["refreshService"];
  if (member10 !== undefined && !(check17(member10))) return false;
  const member11 = value["termsOfUse"];
  if (member11 !== undefined && !(check17(member11))) return false;
  const member12 = value["evidence"];
  if (member12 !== undefined && !(check17(member12))) return false;
  const member13 = value["credentialSchema"];
  if (member13 !== undefined && !(((check22(member13)) || (Array.isArray(member13) && (!Array.isArray(member13) || member13.length >= 1) && (!Array.isArray(member13) || check24(member13)))))) return false;
  const member14 = value["relatedResource"];
  if (member14 !== undefined && !(((check25(member14)) || (Array.isArray(member14) && (!Array.isArray(member14) || member14.length >= 1) && (!Array.isArray(member14) || check29(member14)))))) return false;
  const member15 = value["proof"];
  if (member15 !== undefined && !(((check18(member15)) || (Array.isArray(member15) && (!Array.isArray(member15) || member15.length >= 1) && (!Array.isArray(member15) || check21(member15)))))) return false;
  return true;
}

function check2(value: Json): boolean {
  return (value === "https://www.w3.org/ns/credentials/v2");
}

function check3(value: Json): boolean {
  return (((value === "VerifiableCredential") || (Array.isArray(value) && (!Array.isArray(value) || check4(value)) && (!Array.isArray(value) || check5(value)))));
}

function check4(value: Json): boolean {
  for (let index = 0; index < value.length; index++) {
    const item = value[index];
    if (!(typeof item === "string" && (typeof item !== 'string' || item.length >= 1))) return false;
  }
  return true;
}

function check5(value: Json): boolean {
  for (let index = 0; index < value.length; index++) {
    const item = value[index];
    if ((item === "VerifiableCredential")) return true;
  }
  return false;
}

function check6(value: Json): boolean {
  return (((check7(value)) || (isObject(value) && check8(value))));
}

function check7(value: Json): boolean {
  return (typeof value === "string" && (typeof value !== 'string' || pattern0.test(value)));
}

function check8(value: Json): boolean {
  const member0 = value["id"];
  if (!(member0 !== undefined && (check7(member0)))) return false;
  const member1 = value["name"];
  if (member1 !== undefined && !(check9(member1))) return false;
  const member2 = value["description"];
  if (member2 !== undefined && !(check9(member2))) return false;
  return true;
}

function check9(value: Json): boolean {
  return (((typeof value === "string") || (check10(value)) || (Array.isArray(value) && (!Array.isArray(value) || value.length >= 1) && (!Array.isArray(value) || check12(value)))));
}

function check10(value: Json): boolean {
  return (isObject(value) && check11(value));
}

function check11(value: Json): boolean {
  const member0 = value["@value"];
  if (!(member0 !== undefined && (typeof member0 === "string"))) return false;
  const member1 = value["@language"];
  if (member1 !== undefined && !(typeof member1 === "string")) return false;
  const member2 = value["@direction"];
  if (member2 !== undefined && !((member2 === "ltr" || member2 === "rtl"))) return false;
  for (const name in value) {
    if (!(name === "@value" || name === "@language" || name === "@direction" || false)) return false;
  }
  return true;
}

function check12(value: Json): boolean {
  for (let index = 0; index < value.length; index++) {
    const item = value[index];
    if (!(check10(item))) return false;
  }
  return true;
}

function check13(value: Json): boolean {
  return (isObject(value) && check14(value));
}

function check14(value: Json): boolean {
  const member0 = value["id"];
  if (member0 !== undefined && !(check7(member0))) return false;
  if (Object.keys(value).length < 1) return false;
  return true;
}

function check15(value: Json): boolean {
  for (let index = 0; index < value.length; index++) {
    const item = value[index];
    if (!(check13(item))) return false;
  }
  return true;
}

function check16(value: Json): boolean {
  return (typeof value === "string" && (typeof value !== 'string' || pattern1.test(value)));
}

function check17(value: Json): boolean {
  return (((check18(value)) || (Array.isArray(value) && (!Array.isArray(value) || check21(value)))));
}

function check18(value: Json): boolean {
  return (isObject(value) && check19(value));
}

function check19(value: Json): boolean {
  const member0 = value["type"];
  if (!(member0 !== undefined && (check20(member0)))) return false;
  const member1 = value["id"];
  if (member1 !== undefined && !(check7(member1))) return false;
  return true;
}

function check20(value: Json): boolean {
  return (((typeof value === "string" && (typeof value !== 'string' || value.length >= 1)) || (Array.isArray(value) && (!Array.isArray(value) || value.length >= 1) && (!Array.isArray(value) || check4(value)))));
}

function check21(value: Json): boolean {
  for (let index = 0; index < value.length; index++) {
    const item = value[index];
    if (!(check18(item))) return false;
  }
  return true;
}

function check22(value: Json): boolean {
  return (isObject(value) && check23(value));
}

function check23(value: Json): boolean {
  const member0 = value["id"];
  if (!(member0 !== undefined && (check7(member0)))) return false;
  const member1 = value["type"];
  if (!(member1 !== undefined && (check20(member1)))) return false;
  return true;
}

function check24(value: Json): boolean {
  for (let index = 0; index < value.length; index++) {
    const item = value[index];
    if (!(check22(item))) return false;
  }
  return true;
}

function check25(value: Json): boolean {
  return (isObject(value) && (((!isObject(value) || check27(value))) || ((!isObject(value) || check28(value)))) && check26(value));
}

function check26(value: Json): boolean {
  const member0 = value["id"];
  if (!(member0 !== undefined && (check7(member0)))) return false;
  const member1 = value["digestSRI"];
  if (member1 !== undefined && !(typeof member1 === "string")) return false;
  const member2 = value["digestMultibase"];
  if (member2 !== undefined && !(typeof member2 === "string")) return false;
  return true;
}

function check27(value: Json): boolean {
  const member0 = value["digestSRI"];
  if (!(member0 !== undefined && true)) return false;
  return true;
}

function check28(value: Json): boolean {
  const member0 = value["digestMultibase"];
  if (!(member0 !== undefined && true)) return false;
  return true;
}

function check29(value: Json): boolean {
  for (let index = 0; index < value.length; index++) {
    const item = value[index];
    if (!(check25(item))) return false;
  }
  return true;
}

function check30(value: Json): boolean {
  return (isObject(value) && check31(value));
}

function check31(value: Json): boolean {
  const member0 = value["id"];
  if (!(member0 !== undefined && (check7(member0)))) return false;
  const member1 = value["type"];
  if (!(member1 !== undefined && (Array.isArray(member1) && (!Array.isArray(member1) || check32(member1)) && (!Array.isArray(member1) || check33(member1))))) return false;
  const member2 = value["issuer"];
  if (!(member2 !== undefined && (check34(member2)))) return false;
  const member3 = value["name"];
  if (!(member3 !== undefined && (typeof member3 === "string"))) return false;
  const member4 = value["credentialSubject"];
  if (!(member4 !== undefined && (check43(member4)))) return false;
  const member5 = value["description"];
  if (member5 !== undefined && !(typeof member5 === "string")) return false;
  const member6 = value["image"];
  if (member6 !== undefined && !(check38(member6))) return false;
  const member7 = value["awardedDate"];
  if (member7 !== undefined && !(check16(member7))) return false;
  const member8 = value["evidence"];
  if (member8 !== undefined && !(Array.isArray(member8) && (!Array.isArray(member8) || check69(member8)))) return false;
  const member9 = value["endorsement"];
  if (member9 !== undefined && !(Array.isArray(member9) && (!Array.isArray(member9) || check73(member9)))) return false;
  const member10 = value["endorsementJwt"];
  if (member10 !== undefined && !(Array.isArray(member10) && (!Array.isArray(member10) || check32(member10)))) return false;
  const member11 = value["credentialSchema"];
  if (member11 !== undefined && !(Array.isArray(member11) && (!Array.isArray(member11) || check74(member11)))) return false;
  const member12 = value["termsOfUse"];
  if (member12 !== undefined && !(Array.isArray(member12) && (!Array.isArray(member12) || check77(member12)))) return false;
  const member13 = value["refreshService"];
  if (member13 !== undefined && !(check75(member13))) return false;
  const member14 = value["proof"];
  if (member14 !== undefined && !(Array.isArray(member14) && (!Array.isArray(member14) || member14.length >= 1) && (!Array.isArray(member14) || check77(member14)))) return false;
  return true;
}

function check32(value: Json): boolean {
  for (let index = 0; index < value.length; index++) {
    const item = value[index];
    if (!(typeof item === "string")) return false;
  }
  return true;
}

function check33(value: Json): boolean {
  for (let index = 0; index < value.length; index++) {
    const item = value[index];
    if (((item === "OpenBadgeCredential" || item === "AchievementCredential"))) return true;
  }
  return false;
}

function check34(value: Json): boolean {
  return (((check7(value)) || (check35(value))));
}

function check35(value: Json): boolean {
  return (isObject(value) && check36(value));
}

function check36(value: Json): boolean {
  const member0 = value["id"];
  if (!(member0 !== undefined && (check7(member0)))) return false;
  const member1 = value["type"];
  if (!(member1 !== undefined && (Array.isArray(member1) && (!Array.isArray(member1) || check4(member1)) && (!Array.isArray(member1) || check37(member1))))) return false;
  const member2 = value["name"];
  if (member2 !== undefined && !(typeof member2 === "string")) return false;
  const member3 = value["description"];
  if (member3 !== undefined && !(typeof member3 === "string")) return false;
  const member4 = value["url"];
  if (member4 !== undefined && !(check7(member4))) return false;
  const member5 = value["phone"];
  if (member5 !== undefined && !(typeof member5 === "string")) return false;
  const member6 = value["email"];
  if (member6 !== undefined && !(typeof member6 === "string")) return false;
  const member7 = value["image"];
  if (member7 !== undefined && !(check38(member7))) return false;
  const member8 = value["otherIdentifier"];
  if (member8 !== undefined && !(Array.isArray(member8) && (!Array.isArray(member8) || check40(member8)))) return false;
  return true;
}

function check37(value: Json): boolean {
  for (let index = 0; index < value.length; index++) {
    const item = value[index];
    if ((item === "Profile")) return true;
  }
  return false;
}

function check38(value: Json): boolean {
  return (isObject(value) && check39(value));
}

function check39(value: Json): boolean {
  const member0 = value["id"];
  if (!(member0 !== undefined && (typeof member0 === "string"))) return false;
  const member1 = value["type"];
  if (!(member1 !== undefined && (member1 === "Image"))) return false;
  const member2 = value["caption"];
  if (member2 !== undefined && !(typeof member2 === "string")) return false;
  return true;
}

function check40(value: Json): boolean {
  for (let index = 0; index < value.length; index++) {
    const item = value[index];
    if (!(check41(item))) return false;
  }
  return true;
}

function check41(value: Json): boolean {
  return (isObject(value) && check42(value));
}

function check42(value: Json): boolean {
  const member0 = value["type"];
  if (!(member0 !== undefined && (member0 === "IdentifierEntry"))) return false;
  const member1 = value["identifier"];
  if (!(member1 !== undefined && (typeof member1 === "string"))) return false;
  const member2 = value["identifierType"];
  if (!(member2 !== undefined && ((((member2 === "name" || member2 === "sourcedId" || member2 === "systemId" || member2 === "productId" || member2 === "userName" || member2 === "accountId" || member2 === "emailAddress" || member2 === "nationalIdentityNumber" || member2 === "isbn" || member2 === "issn" || member2 === "lisSourcedId" || member2 === "oneRosterSourcedId" || member2 === "sisSourcedId" || member2 === "ltiContextId" || member2 === "ltiDeploymentId" || member2 === "ltiToolId" || member2 === "ltiPlatformId" || member2 === "ltiUserId" || member2 === "identifier")) || (typeof member2 === "string" && (typeof member2 !== 'string' || pattern2.test(member2))))))) return false;
  for (const name in value) {
    if (!(name === "type" || name === "identifier" || name === "identifierType" || false)) return false;
  }
  return true;
}

function check43(value: Json): boolean {
  return (isObject(value) && (((((!isObject(value) || check67(value))) || ((!isObject(value) || check68(value)))))) && check44(value));
}

function check44(value: Json): boolean {
  const member0 = value["type"];
  if (!(member0 !== undefined && (Array.isArray(member0) && (!Array.isArray(member0) || check4(member0)) && (!Array.isArray(member0) || check45(member0))))) return false;
  const member1 = value["achievement"];
  if (!(member1 !== undefined && (check46(member1)))) return false;
  const member2 = value["id"];
  if (member2 !== undefined && !(check7(member2))) return false;
  const member3 = value["identifier"];
  if (member3 !== undefined && !(Array.isArray(member3) && (!Array.isArray(member3) || check60(member3)))) return false;
  const member4 = value["result"];
  if (member4 !== undefined && !(Array.isArray(member4) && (!Array.isArray(member4) || check63(member4)))) return false;
  const member5 = value["source"];
  if (member5 !== undefined && !(check35(member5))) return false;
  const member6 = value["image"];
  if (member6 !== undefined && !(check38(member6))) return false;
  const member7 = value["creditsEarned"];
  if (member7 !== undefined && !(typeof member7 === "number")) return false;
  const member8 = value["licenseNumber"];
  if (member8 !== undefined && !(typeof member8 === "string")) return false;
  const member9 = value["narrative"];
  if (member9 !== undefined && !(typeof member9 === "string")) return false;
  const member10 = value["role"];
  if (member10 !== undefined && !(typeof member10 === "string")) return false;
  const member11 = value["term"];
  if (member11 !== undefined && !(typeof member11 === "string")) return false;
  const member12 = value["activityStartDate"];
  if (member12 !== undefined && !(typeof member12 === "string")) return false;
  const member13 = value["activityEndDate"];
  if (member13 !== undefined && !(typeof member13 === "string")) return false;
  return true;
}

function check45(value: Json): boolean {
  for (let index = 0; index < value.length; index++) {
    const item = value[index];
    if ((item === "AchievementSubject")) return true;
  }
  return false;
}

function check46(value: Json): boolean {
  return (isObject(value) && check47(value));
}

function check47(value: Json): boolean {
  const member0 = value["id"];
  if (!(member0 !== undefined && (check7(member0)))) return false;
  const member1 = value["type"];
  if (!(member1 !== undefined && (Array.isArray(member1) && (!Array.isArray(member1) || check4(member1)) && (!Array.isArray(member1) || check48(member1))))) return false;
  const member2 = value["name"];
  if (!(member2 !== undefined && (typeof member2 === "string"))) return false;
  const member3 = value["description"];
  if (!(member3 !== undefined && (typeof member3 === "string"))) return false;
  const member4 = value["criteria"];
  if (!(member4 !== undefined && (isObject(member4) && check49(member4)))) return false;
  const member5 = value["achievementType"];
  if (member5 !== undefined && !((((member5 === "Achievement" || member5 === "ApprenticeshipCertificate" || member5 === "Assessment" || member5 === "Assignment" || member5 === "AssociateDegree" || member5 === "Award" || member5 === "Badge" || member5 === "BachelorDegree" || member5 === "Certificate" || member5 === "CertificateOfCompletion" || member5 === "Certification" || member5 === "CommunityService" || member5 === "Competency" || member5 === "Course" || member5 === "CoCurricular" || member5 === "Degree" || member5 === "Diploma" || member5 === "DoctoralDegree" || member5 === "Fieldwork" || member5 === "GeneralEducationDevelopment" || member5 === "JourneymanCertificate" || member5 === "LearningProgram" || member5 === "License" || member5 === "Membership" || member5 === "ProfessionalDoctorate" || member5 === "QualityAssuranceCredential" || member5 === "MasterCertificate" || member5 === "MasterDegree" || member5 === "MicroCredential" || member5 === "ResearchDoctorate" || member5 === "SecondarySchoolDiploma")) || (typeof member5 === "string" && (typeof member5 !== 'string' || pattern2.test(member5)))))) return false;
  const member6 = value["alignment"];
  if (member6 !== undefined && !(Array.isArray(member6) && (!Array.isArray(member6) || check50(member6)))) return false;
  const member7 = value["creator"];
  if (member7 !== undefined && !(check35(member7))) return false;
  const member8 = value["creditsAvailable"];
  if (member8 !== undefined && !(typeof member8 === "number")) return false;
  const member9 = value["fieldOfStudy"];
  if (member9 !== undefined && !(typeof member9 === "string")) return false;
  const member10 = value["humanCode"];
  if (member10 !== undefined && !(typeof member10 === "string")) return false;
  const member11 = value["image"];
  if (member11 !== undefined && !(check38(member11))) return false;
  const member12 = value["inLanguage"];
  if (member12 !== undefined && !(typeof member12 === "string")) return false;
  const member13 = value["otherIdentifier"];
  if (member13 !== undefined && !(Array.isArray(member13) && (!Array.isArray(member13) || check40(member13)))) return false;
  const member14 = value["resultDescription"];
  if (member14 !== undefined && !(Array.isArray(member14) && (!Array.isArray(member14) || check54(member14)))) return false;
  const member15 = value["specialization"];
  if (member15 !== undefined && !(typeof member15 === "string")) return false;
  const member16 = value["tag"];
  if (member16 !== undefined && !(Array.isArray(member16) && (!Array.isArray(member16) || check32(member16)))) return false;
  const member17 = value["version"];
  if (member17 !== undefined && !(typeof member17 === "string")) return false;
  const member18 = value["related"];
  if (member18 !== undefined && !(Array.isArray(member18) && (!Array.isArray(member18) || check58(member18)))) return false;
  return true;
}

function check48(value: Json): boolean {
  for (let index = 0; index < value.length; index++) {
    const item = value[index];
    if ((item === "Achievement")) return true;
  }
  return false;
}

function check49(value: Json): boolean {
  const member0 = value["id"];
  if (member0 !== undefined && !(check7(member0))) return false;
  const member1 = value["narrative"];
  if (member1 !== undefined && !(typeof member1 === "string")) return false;
  return true;
}

function check50(value: Json): boolean {
  for (let index = 0; index < value.length; index++) {
    const item = value[index];
    if (!(check51(item))) return false;
  }
  return true;
}

function check51(value: Json): boolean {
  return (isObject(value) && check52(value));
}

function check52(value: Json): boolean {
  const member0 = value["type"];
  if (!(member0 !== undefined && (Array.isArray(member0) && (!Array.isArray(member0) || check4(member0)) && (!Array.isArray(member0) || check53(member0))))) return false;
  const member1 = value["targetName"];
  if (!(member1 !== undefined && (typeof member1 === "string"))) return false;
  const member2 = value["targetUrl"];
  if (!(member2 !== undefined && (check7(member2)))) return false;
  const member3 = value["targetCode"];
  if (member3 !== undefined && !(typeof member3 === "string")) return false;
  const member4 = value["targetDescription"];
  if (member4 !== undefined && !(typeof member4 === "string")) return false;
  const member5 = value["targetFramework"];
  if (member5 !== undefined && !(typeof member5 === "string")) return false;
  const member6 = value["targetType"];
  if (member6 !== undefined && !((((member6 === "ceasn:Competency" || member6 === "ceterms:Credential" || member6 === "CFItem" || member6 === "CFRubric" || member6 === "CFRubricCriterion" || member6 === "CFRubricCriterionLevel" || member6 === "CTDL")) || (typeof member6 === "string" && (typeof member6 !== 'string' || pattern2.test(member6)))))) return false;
  return true;
}

function check53(value: Json): boolean {
  for (let index = 0; index < value.length; index++) {
    const item = value[index];
    if ((item === "Alignment")) return true;
  }
  return false;
}

function check54(value: Json): boolean {
  for (let index = 0; index < value.length; index++) {
    const item = value[index];
    if (!(check55(item))) return false;
  }
  return true;
}

function check55(value: Json): boolean {
  return (isObject(value) && check56(value));
}

function check56(value: Json): boolean {
  const member0 = value["id"];
  if (!(member0 !== undefined && (check7(member0)))) return false;
  const member1 = value["type"];
  if (!(member1 !== undefined && (Array.isArray(member1) && (!Array.isArray(member1) || check4(member1)) && (!Array.isArray(member1) || check57(member1))))) return false;
  const member2 = value["name"];
  if (!(member2 !== undefined && (typeof member2 === "string"))) return false;
  const member3 = value["resultType"];
  if (!(member3 !== undefined && ((((member3 === "GradePointAverage" || member3 === "LetterGrade" || member3 === "Percent" || member3 === "PerformanceLevel" || member3 === "PredictedScore" || member3 === "RawScore" || member3 === "Result" || member3 === "RubricCriterion" || member3 === "RubricCriterionLevel" || member3 === "RubricScore" || member3 === "ScaledScore" || member3 === "Status")) || (typeof member3 === "string" && (typeof member3 !== 'string' || pattern2.test(member3))))))) return false;
  const member4 = value["alignment"];
  if (member4 !== undefined && !(Array.isArray(member4) && (!Array.isArray(member4) || check50(member4)))) return false;
  const member5 = value["allowedValue"];
  if (member5 !== undefined && !(Array.isArray(member5) && (!Array.isArray(member5) || check32(member5)))) return false;
  return true;
}

function check57(value: Json): boolean {
  for (let index = 0; index < value.length; index++) {
    const item = value[index];
    if ((item === "ResultDescription")) return true;
  }
  return false;
}

function check58(value: Json): boolean {
  for (let index = 0; index < value.length; index++) {
    const item = value[index];
    if (!(isObject(item) && check59(item))) return false;
  }
  return true;
}

function check59(value: Json): boolean {
  const member0 = value["id"];
  if (!(member0 !== undefined && true)) return false;
  const member1 = value["type"];
  if (!(member1 !== undefined && true)) return false;
  return true;
}

function check60(value: Json): boolean {
  for (let index = 0; index < value.length; index++) {
    const item = value[index];
    if (!(check61(item))) return false;
  }
  return true;
}

function check61(value: Json): boolean {
  return (isObject(value) && check62(value));
}

function check62(value: Json): boolean {
  const member0 = value["type"];
  if (!(member0 !== undefined && (member0 === "IdentityObject"))) return false;
  const member1 = value["hashed"];
  if (!(member1 !== undefined && (typeof member1 === "boolean"))) return false;
  const member2 = value["identityHash"];
  if (!(member2 !== undefined && (typeof member2 === "string" && (typeof member2 !== 'string' || member2.length >= 1)))) return false;
  const member3 = value["identityType"];
  if (!(member3 !== undefined && ((((member3 === "name" || member3 === "sourcedId" || member3 === "systemId" || member3 === "productId" || member3 === "userName" || member3 === "accountId" || member3 === "emailAddress" || member3 === "nationalIdentityNumber" || member3 === "isbn" || member3 === "issn" || member3 === "lisSourcedId" || member3 === "oneRosterSourcedId" || member3 === "sisSourcedId" || member3 === "ltiContextId" || member3 === "ltiDeploymentId" || member3 === "ltiToolId" || member3 === "ltiPlatformId" || member3 === "ltiUserId" || member3 === "identifier")) || (typeof member3 === "string" && (typeof member3 !== 'string' || pattern2.test(member3))))))) return false;
  const member4 = value["salt"];
  if (member4 !== undefined && !(typeof member4 === "string")) return false;
  for (const name in value) {
    if (!(name === "type" || name === "hashed" || name === "identityHash" || name === "identityType" || name === "salt" || false)) return false;
  }
  return true;
}

function check63(value: Json): boolean {
  for (let index = 0; index < value.length; index++) {
    const item = value[index];
    if (!(check64(item))) return false;
  }
  return true;
}

function check64(value: Json): boolean {
  return (isObject(value) && check65(value));
}

function check65(value: Json): boolean {
  const member0 = value["type"];
  if (!(member0 !== undefined && (Array.isArray(member0) && (!Array.isArray(member0) || check4(member0)) && (!Array.isArray(member0) || check66(member0))))) return false;
  const member1 = value["resultDescription"];
  if (member1 !== undefined && !(check7(member1))) return false;
  const member2 = value["value"];
  if (member2 !== undefined && !(typeof member2 === "string")) return false;
  const member3 = value["status"];
  if (member3 !== undefined && !((member3 === "Completed" || member3 === "Enrolled" || member3 === "Failed" || member3 === "InProgress" || member3 === "OnHold" || member3 === "Provisional" || member3 === "Withdrew"))) return false;
  const member4 = value["alignment"];
  if (member4 !== undefined && !(Array.isArray(member4) && (!Array.isArray(member4) || check50(member4)))) return false;
  return true;
}

function check66(value: Json): boolean {
  for (let index = 0; index < value.length; index++) {
    const item = value[index];
    if ((item === "Result")) return true;
  }
  return false;
}

function check67(value: Json): boolean {
  const member0 = value["id"];
  if (!(member0 !== undefined && true)) return false;
  return true;
}

function check68(value: Json): boolean {
  const member0 = value["identifier"];
  if (!(member0 !== undefined && ((!Array.isArray(member0) || member0.length >= 1)))) return false;
  return true;
}

function check69(value: Json): boolean {
  for (let index = 0; index < value.length; index++) {
    const item = value[index];
    if (!(check70(item))) return false;
  }
  return true;
}

function check70(value: Json): boolean {
  return (isObject(value) && check71(value));
}

function check71(value: Json): boolean {
  const member0 = value["type"];
  if (!(member0 !== undefined && (Array.isArray(member0) && (!Array.isArray(member0) || check4(member0)) && (!Array.isArray(member0) || check72(member0))))) return false;
  const member1 = value["name"];
  if (member1 !== undefined && !(typeof member1 === "string")) return false;
  const member2 = value["narrative"];
  if (member2 !== undefined && !(typeof member2 === "string")) return false;
  const member3 = value["description"];
  if (member3 !== undefined && !(typeof member3 === "string")) return false;
  return true;
}

function check72(value: Json): boolean {
  for (let index = 0; index < value.length; index++) {
    const item = value[index];
    if ((item === "Evidence")) return true;
  }
  return false;
}

function check73(value: Json): boolean {
  for (let index = 0; index < value.length; index++) {
    const item = value[index];
    if (!(isObject(item))) return false;
  }
  return true;
}

function check74(value: Json): boolean {
  for (let index = 0; index < value.length; index++) {
    const item = value[index];
    if (!(check75(item))) return false;
  }
  return true;
}

function check75(value: Json): boolean {
  return (isObject(value) && check76(value));
}

function check76(value: Json): boolean {
  const member0 = value["id"];
  if (!(member0 !== undefined && (check7(member0)))) return false;
  const member1 = value["type"];
  if (!(member1 !== undefined && (typeof member1 === "string"))) return false;
  return true;
}

function check77(value: Json): boolean {
  for (let index = 0; index < value.length; index++) {
    const item = value[index];
    if (!(isObject(item) && check78(item))) return false;
  }
  return true;
}

function check78(value: Json): boolean {
  const member0 = value["type"];
  if (!(member0 !== undefined && true)) return false;
  return true;
}

function check79(value: Json): boolean {
  return (isObject(value) && check80(value));
}

function check80(value: Json): boolean {
  const member0 = value["@context"];
  if (!(member0 !== undefined && (Array.isArray(member0) && (!Array.isArray(member0) || check81(member0))))) return false;
  const member1 = value["validFrom"];
  if (!(member1 !== undefined && (typeof member1 === "string" && (typeof member1 !== 'string' || pattern1.test(member1))))) return false;
  const member2 = value["credentialSubject"];
  if (!(member2 !== undefined && (isObject(member2) && check82(member2)))) return false;
  const member3 = value["replaces"];
  if (member3 !== undefined && !(check7(member3))) return false;
  return true;
}

function check81(value: Json): boolean {
  for (let index = 0; index < value.length; index++) {
    const item = value[index];
    if ((item === "https://w3id.org/symbolon/skills/v1")) return true;
  }
  return false;
}

function check82(value: Json): boolean {
  const member0 = value["type"];
  if (!(member0 !== undefined && (Array.isArray(member0) && (!Array.isArray(member0) || check4(member0)) && (!Array.isArray(member0) || check83(member0))))) return false;
  const member1 = value["name"];
  if (!(member1 !== undefined && (typeof member1 === "string" && (typeof member1 !== 'string' || member1.length >= 1)))) return false;
  const member2 = value["recognitionRoute"];
  if (!(member2 !== undefined && ((member2 === "course" || member2 === "recognition-of-prior-learning" || member2 === "work")))) return false;
  const member3 = value["achievement"];
  if (!(member3 !== undefined && (isObject(member3) && check84(member3)))) return false;
  const member4 = value["partialRecognition"];
  if (member4 !== undefined && !(isObject(member4) && check91(member4))) return false;
  return true;
}

function check83(value: Json): boolean {
  for (let index = 0; index < value.length; index++) {
    const item = value[index];
    if ((item === "RecognisedSkillSubject")) return true;
  }
  return false;
}

function check84(value: Json): boolean {
  const member0 = value["type"];
  if (!(member0 !== undefined && (Array.isArray(member0) && (!Array.isArray(member0) || check4(member0)) && (!Array.isArray(member0) || check85(member0))))) return false;
  const member1 = value["name"];
  if (!(member1 !== undefined && true)) return false;
  const member2 = value["frameworkLevel"];
  if (member2 !== undefined && !(isObject(member2) && check86(member2))) return false;
  const member3 = value["nameByLanguage"];
  if (member3 !== undefined && !(check87(member3))) return false;
  const member4 = value["descriptionByLanguage"];
  if (member4 !== undefined && !(check87(member4))) return false;
  const member5 = value["criteriaByLanguage"];
  if (member5 !== undefined && !(check87(member5))) return false;
  const member6 = value["resultDescription"];
  if (member6 !== undefined && !(Array.isArray(member6) && (!Array.isArray(member6) || check89(member6)))) return false;
  return true;
}

function check85(value: Json): boolean {
  for (let index = 0; index < value.length; index++) {
    const item = value[index];
    if ((item === "SkillsAchievement")) return true;
  }
  return false;
}

function check86(value: Json): boolean {
  const member0 = value["type"];
  if (!(member0 !== undefined && (member0 === "FrameworkLevel"))) return false;
  const member1 = value["framework"];
  if (!(member1 !== undefined && (typeof member1 === "string" && (typeof member1 !== 'string' || pattern3.test(member1))))) return false;
  const member2 = value["level"];
  if (!(member2 !== undefined && (typeof member2 === "string" && (typeof member2 !== 'string' || member2.length >= 1)))) return false;
  const member3 = value["id"];
  if (member3 !== undefined && !(check7(member3))) return false;
  const member4 = value["edition"];
  if (member4 !== undefined && !(typeof member4 === "string" && (typeof member4 !== 'string' || member4.length >= 1))) return false;
  return true;
}

function check87(value: Json): boolean {
  return (isObject(value) && check88(value));
}

function check88(value: Json): boolean {
  if (Object.keys(value).length < 1) return false;
  for (const name in value) {
    if (!((typeof name !== 'string' || pattern4.test(name)))) return false;
    if (!((typeof value[name] === "string" && (typeof value[name] !== 'string' || value[name].length >= 1)))) return false;
  }
  return true;
}

function check89(value: Json): boolean {
  for (let index = 0; index < value.length; index++) {
    const item = value[index];
    if (!(isObject(item) && check90(item))) return false;
  }
  return true;
}

function check90(value: Json): boolean {
  const member0 = value["unitCode"];
  if (member0 !== undefined && !(typeof member0 === "string" && (typeof member0 !== 'string' || member0.length >= 1))) return false;
  const member1 = value["nameByLanguage"];
  if (member1 !== undefined && !(check87(member1))) return false;
  return true;
}

function check91(value: Json): boolean {
  const member0 = value["type"];
  if (!(member0 !== undefined && (member0 === "PartialRecognition"))) return false;
  const member1 = value["recognisedUnit"];
  if (!(member1 !== undefined && (Array.isArray(member1) && (!Array.isArray(member1) || member1.length >= 1) && (!Array.isArray(member1) || check92(member1))))) return false;
  const member2 = value["missingUnit"];
  if (!(member2 !== undefined && (Array.isArray(member2) && (!Array.isArray(member2) || member2.length >= 1) && (!Array.isArray(member2) || check92(member2))))) return false;
  return true;
}

function check92(value: Json): boolean {
  for (let index = 0; index < value.length; index++) {
    const item = value[index];
    if (!(typeof item === "string" && (typeof item !== 'string' || item.length >= 1))) return false;
  }
  return true;
}

function check93(value: Json): boolean {
  return (isObject(value) && check94(value));
}

function check94(value: Json): boolean {
  const member0 = value["@context"];
  if (!(member0 !== undefined && (Array.isArray(member0) && (!Array.isArray(member0) || check81(member0))))) return false;
  const member1 = value["validFrom"];
  if (!(member1 !== undefined && (typeof member1 === "string" && (typeof member1 !== 'string' || pattern1.test(member1))))) return false;
  const member2 = value["summaryOf"];
  if (!(member2 !== undefined && (typeof member2 === "string" && (typeof member2 !== 'string' || pattern0.test(member2))))) return false;
  const member3 = value["credentialSubject"];
  if (!(member3 !== undefined && (isObject(member3) && check95(member3)))) return false;
  return true;
}

function check95(value: Json): boolean {
  const member0 = value["type"];
  if (!(member0 !== undefined && (Array.isArray(member0) && (!Array.isArray(member0) || check4(member0)) && (!Array.isArray(member0) || check83(member0))))) return false;
  const member1 = value["name"];
  if (!(member1 !== undefined && (typeof member1 === "string" && (typeof member1 !== 'string' || member1.length >= 1)))) return false;
  const member2 = value["recognitionRoute"];
  if (!(member2 !== undefined && ((member2 === "course" || member2 === "recognition-of-prior-learning" || member2 === "work")))) return false;
  const member3 = value["achievement"];
  if (!(member3 !== undefined && (isObject(member3) && check96(member3)))) return false;
  const member4 = value["latinName"];
  if (member4 !== undefined && !(typeof member4 === "string" && (typeof member4 !== 'string' || member4.length >= 1))) return false;
  const member5 = value["partialRecognition"];
  if (member5 !== undefined && !(isObject(member5) && check97(member5))) return false;
  return true;
}

function check96(value: Json): boolean {
  const member0 = value["id"];
  if (!(member0 !== undefined && (check7(member0)))) return false;
  const member1 = value["type"];
  if (!(member1 !== undefined && (Array.isArray(member1) && (!Array.isArray(member1) || check4(member1)) && (!Array.isArray(member1) || check85(member1))))) return false;
  const member2 = value["name"];
  if (!(member2 !== undefined && (typeof member2 === "string" && (typeof member2 !== 'string' || member2.length >= 1)))) return false;
  const member3 = value["frameworkLevel"];
  if (member3 !== undefined && !(isObject(member3) && check86(member3))) return false;
  return true;
}

function check97(value: Json): boolean {
  const member0 = value["type"];
  if (!(member0 !== undefined && (member0 === "PartialRecognition"))) return false;
  return true;
}

function check98(value: Json): boolean {
  return (isObject(value) && check99(value));
}

function check99(value: Json): boolean {
  const member0 = value["type"];
  if (!(member0 !== undefined && (Array.isArray(member0) && (!Array.isArray(member0) || check4(member0)) && (!Array.isArray(member0) || check100(member0))))) return false;
  const member1 = value["credentialSubject"];
  if (!(member1 !== undefined && (isObject(member1) && check101(member1)))) return false;
  const member2 = value["id"];
  if (member2 !== undefined && !(check7(member2))) return false;
  return true;
}

function check100(value: Json): boolean {
  for (let index = 0; index < value.length; index++) {
    const item = value[index];
    if ((item === "BitstringStatusListCredential")) return true;
  }
  return false;
}

function check101(value: Json): boolean {
  const member0 = value["type"];
  if (!(member0 !== undefined && (((member0 === "BitstringStatusList") || (Array.isArray(member0) && (!Array.isArray(member0) || check102(member0))))))) return false;
  const member1 = value["statusPurpose"];
  if (!(member1 !== undefined && (((typeof member1 === "string" && (typeof member1 !== 'string' || member1.length >= 1)) || (Array.isArray(member1) && (!Array.isArray(member1) || member1.length >= 1) && (!Array.isArray(member1) || check4(member1))))))) return false;
  const member2 = value["encodedList"];
  if (!(member2 !== undefined && (typeof member2 === "string" && (typeof member2 !== 'string' || pattern5.test(member2))))) return false;
  const member3 = value["id"];
  if (member3 !== undefined && !(check7(member3))) return false;
  const member4 = value["ttl"];
  if (member4 !== undefined && !(Number.isInteger(member4) && (typeof member4 !== 'number' || member4 >= 0))) return false;
  const member5 = value["statusSize"];
  if (member5 !== undefined && !(Number.isInteger(member5) && (typeof member5 !== 'number' || member5 >= 1))) return false;
  return true;
}

function check102(value: Json): boolean {
  for (let index = 0; index < value.length; index++) {
    const item = value[index];
    if ((item === "BitstringStatusList")) return true;
  }
  return false;
}

export const isCredentialV2 = (value: unknown): boolean => check0(value);
export const isAchievementCredential = (value: unknown): boolean => check30(value);
export const isSkillsCredential = (value: unknown): boolean => check79(value);
export const isSummary = (value: unknown): boolean => check93(value);
export const isStatusList = (value: unknown): boolean => check98(value);
