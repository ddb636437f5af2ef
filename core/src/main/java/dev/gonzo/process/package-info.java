/**
 * Child processes and signals: {@link dev.gonzo.process.Command} starts a process without a shell,
 * {@link dev.gonzo.process.RunningProcess} is a running one, and {@link dev.gonzo.process.Pipeline}
 * connects several. {@link dev.gonzo.process.Signals} receives the signals of this process.
 */
package dev.gonzo.process;
