// Reads requests, one JSON a line: {method, headers, body}. Answers each with what is wrong by CTA-5004-B, one JSON a line.
import { createInterface } from 'node:readline';
import { validateCmcdEventReport } from '@svta/cml-cmcd';

for await (const line of createInterface({ input: process.stdin })) {
  const { issues } = validateCmcdEventReport(JSON.parse(line), { version: 2 });
  console.log(JSON.stringify(issues.map(({ key, message }) => `${key ?? 'body'}: ${message}`)));
}
