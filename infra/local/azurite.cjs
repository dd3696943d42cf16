// node azurite.cjs AZURITE_SCRIPT [azurite options]: runs Azurite for exactly as long as standard input stays open.
// A closed pipe is the one signal that reaches a child on every system, and also when its parent is killed outright.
"use strict";

const stopLimitMs = 15_000;
process.argv.splice(1, 2, require("path").resolve(process.argv[2]));

// A terminal sends Ctrl-C to parent and child alike; the parent still needs its storage while it winds up.
const once = process.once.bind(process);
process.once = (event, listener) => (event === "SIGINT" ? process : once(event, listener));
process.on("SIGINT", () => {});

// Nobody may be left to read what Azurite says while it stops: that must not keep it from saving its data.
process.stdout.on("error", () => {});
process.stderr.on("error", () => {});

const stop = () => {
  if (process.listenerCount("SIGTERM") === 0) process.exit(0);
  process.emit("SIGTERM");
  setTimeout(() => process.exit(1), stopLimitMs).unref();
};
process.stdin.once("close", stop);
process.stdin.on("error", () => process.stdin.destroy());

// A line on standard input asks how many requests each port has taken.
const requests = {};
const { Server } = require("http");
const emit = Server.prototype.emit;
Server.prototype.emit = function (event, ...rest) {
  if (event === "request") {
    const { port } = this.address() ?? {};
    requests[port] = (requests[port] ?? 0) + 1;
  }
  return emit.call(this, event, ...rest);
};
process.stdin.on("data", () => console.log(JSON.stringify(requests)));

require(process.argv[1]);
