/**
 * Processes: {@link dev.gonzo.process.Command} starts one, without a shell, and {@link
 * dev.gonzo.process.RunningProcess} is it; {@link dev.gonzo.process.Pipeline} is several in a row.
 * {@link dev.gonzo.process.Signals} are what this process hears itself.
 */
package dev.gonzo.process;
