package dev.gonzo.bench.measure;

/**
 * A peer that was left out.
 *
 * @param benchmark the benchmark that it is missing from
 * @param peer its name
 * @param reason why, and what to do about it
 */
public record Skipped(String benchmark, String peer, String reason) {}
