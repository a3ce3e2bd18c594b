// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
//
// Compiles the contracts of this folder with the solc of a folder of node modules and prints their
// creation code as JSON, a line a contract: node compile.js MODULES
'use strict';
const fs = require('fs');
const path = require('path');

const solc = require(path.resolve(process.argv[2], 'solc'));
const sources = {};
for (const name of fs.readdirSync(__dirname).filter((n) => n.endsWith('.sol')).sort())
  sources[name] = { content: fs.readFileSync(path.join(__dirname, name), 'utf8') };
const output = JSON.parse(solc.compile(JSON.stringify({
  language: 'Solidity',
  sources,
  settings: {
    optimizer: { enabled: true, runs: 200 },
    viaIR: true,
    evmVersion: 'cancun',
    metadata: { appendCBOR: false, bytecodeHash: 'none' },
    outputSelection: { '*': { '*': ['evm.bytecode.object'] } },
  },
})));
for (const error of output.errors || []) {
  process.stderr.write(error.formattedMessage);
  process.exitCode = 1;
}
if (!process.exitCode) {
  const lines = [];
  for (const file of Object.keys(sources)) {
    const name = path.basename(file, '.sol');
    const code = (output.contracts[file][name] || { evm: { bytecode: { object: '' } } }).evm.bytecode.object;
    if (code) lines.push(`  "${name}": "0x${code}"`);
  }
  process.stdout.write(`{\n${lines.join(',\n')}\n}\n`);
}
