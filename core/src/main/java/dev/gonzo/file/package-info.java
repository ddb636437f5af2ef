/**
 * Files and directories, as straight-line code: what {@link java.nio.file.Files} does, without a
 * wait that holds up other tasks.
 *
 * <ul>
 *   <li>{@link dev.gonzo.file.AsyncFile}: one open file;
 *   <li>{@link dev.gonzo.file.AsyncFiles}: whole files and their names, under the names that {@link
 *       java.nio.file.Files} has for it;
 *   <li>{@link dev.gonzo.file.Directories}: lists, trees and watches.
 * </ul>
 *
 * <p>Cancelled, a read or a question has not happened, and the task leaves at once. What changes
 * something has not happened either if it had not begun; one that has begun ends first, and is
 * answered, and the cancellation waits for the next checkpoint. What is made of several such steps
 * says what it leaves behind.
 */
package dev.gonzo.file;
