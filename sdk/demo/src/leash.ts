// Loaded into each process of the demo before its program. When the demo is gone without a word, killed for example,
// its end of the channel closes: then the program is asked to stop, so that nothing stays behind.
process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));
// The channel alone keeps nobody alive.
process.channel?.unref();
