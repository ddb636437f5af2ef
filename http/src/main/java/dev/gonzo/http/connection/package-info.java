/**
 * The driver of HTTP/2 for servers and clients: an engine, a stream of bytes, and tasks. Internal.
 *
 * <pre>
 *            transport                  engine                    streams
 *   reader   reads      -- bytes  ->    receive  -- events  ->    inboxes, heads, failures
 *   writer   writes    <-- frames --    fill     <- messages -    tasks that send
 *   deadlines                           waits    -- expire  ->    failures
 * </pre>
 *
 * <p>A connection has three tasks of its own. The <b>reader</b> is the one that calls {@code run}:
 * it reads, passes the bytes to the engine, and gives each event to its stream. The <b>writer</b>
 * is the only one that writes: it takes all frames that the engine has and writes them together.
 * The task of the <b>deadlines</b> sleeps until the earliest wait of the engine is due. On a server
 * each request has a task as well; on a client the tasks are those of the caller.
 *
 * <p>What must stay true:
 *
 * <ul>
 *   <li>Only the writer writes, so the cancellation of another task never cuts off a frame. It
 *       calls {@code write}, which takes nothing if it is cancelled, and moves the engine's buffers
 *       by what was taken: so the engine knows how much the peer has not taken, and can measure it.
 *   <li>The engine is never called while it is in a call: none of its calls suspends.
 *   <li>Each call that may have made bytes wakes the writer ({@code hasSent}). The writer sleeps
 *       only if the engine has none. It was put at the end of the ready tasks when it was woken, so
 *       the frames of all tasks that were ready before it leave in one write.
 *   <li>The reader reads nothing while more than a megabyte waits in the output. Data that windows
 *       hold back is not in the output, so two peers do not wait for each other.
 *   <li>Bytes that arrive are copied into the stream's inbox, which its window limits. The peer may
 *       send more only after a task has read them.
 *   <li>A task that sends waits while more than 64 KiB of its stream wait for the peer's window;
 *       the writer wakes it. It waits before it gives bytes away: if it is cancelled there, none
 *       were taken.
 *   <li>A stream is in {@code OpenStreams} until it was finished; events for others are dropped,
 *       and the engine returns their credit.
 *   <li>A failure is recorded once, for a stream and for the connection, and each task that meets
 *       it gets an exception of its own, marked as a failure of the transport. The task of a
 *       request is cancelled before others are woken, so that it sees the cancellation with its
 *       reason.
 *   <li>When the connection is over, the reader is stopped, what the engine still has is written,
 *       and the output is ended before the transport is closed, because a socket that is closed
 *       with unread bytes may take the last frames with it.
 *   <li>A server's reader is in an idle block only while no stream is open and nothing waits to be
 *       written. It does not leave its wait for each response: if it is left in a busy block for a
 *       second, the task of the deadlines moves it.
 * </ul>
 */
package dev.gonzo.http.connection;
