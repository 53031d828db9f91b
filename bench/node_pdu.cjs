// Times node-pdu for bench/codec.py: a line of JSON {task, items, seconds} in, operations a second out.
const { createInterface } = require('node:readline');
const { parse, Submit } = require(process.argv[2]);

const tasks = {
  decode: ([line]) => parse(line).data.getText(),
  encode: ([number, text]) => new Submit(number, text).getPartStrings(),
};

createInterface({ input: process.stdin }).on('line', (line) => {
  const { task, items, seconds } = JSON.parse(line);
  const run = tasks[task];
  const began = performance.now();
  let done = 0;
  let spent = 0;
  while (spent < seconds) {
    for (const item of items) run(item);
    done += items.length;
    spent = (performance.now() - began) / 1000;
  }
  console.log(done / spent);
});
