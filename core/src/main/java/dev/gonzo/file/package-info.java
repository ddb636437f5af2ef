/**
 * Files and directories: the operations of {@link java.nio.file.Files}, without holding up other
 * tasks.
 *
 * <ul>
 *   <li>{@link dev.gonzo.file.AsyncFile}: one open file;
 *   <li>{@link dev.gonzo.file.AsyncFiles}: whole files and their names, with the method names of
 *       {@link java.nio.file.Files};
 *   <li>{@link dev.gonzo.file.Directories}: lists, trees and watches.
 * </ul>
 *
 * <p>If a read or a query is cancelled, it has not happened, and the task continues at once. If an
 * operation that changes something is cancelled before it has begun, it has not happened either; if
 * it has begun, it completes and returns its result, and the cancellation arrives at the next
 * checkpoint. Methods that consist of several such steps describe what they leave behind.
 */
package dev.gonzo.file;
