/**
 * Processes: {@link dev.gonzo.process.Command} starts one, without a shell, and {@link
 * dev.gonzo.process.RunningProcess} is it.
 */
package dev.gonzo.process;
