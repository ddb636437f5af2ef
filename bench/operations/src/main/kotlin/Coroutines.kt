package operations

import kotlinx.coroutines.async
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.selects.select
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.yield

/** The operations with Kotlin's coroutines, in the thread that calls. Each is done [n] times. */
object Coroutines {
    @JvmStatic
    fun yields(n: Int) = runBlocking {
        // With a second one, so that there is something to switch to.
        val other = launch { repeat(n / 2) { yield() } }
        repeat(n / 2) { yield() }
        other.join()
    }

    @JvmStatic
    fun spawns(n: Int): Int = runBlocking {
        var sum = 0
        repeat(n) { sum += async { 1 }.await() }
        sum
    }

    @JvmStatic
    fun timeouts(n: Int): Int = runBlocking {
        var sum = 0
        repeat(n) { sum += withTimeout(1_000) { 1 } }
        sum
    }

    @JvmStatic
    fun handOvers(n: Int): Int = runBlocking {
        val channel = Channel<Int>(Channel.RENDEZVOUS)
        val taker = async {
            var sum = 0
            repeat(n) { sum += channel.receive() }
            sum
        }
        repeat(n) { channel.send(it) }
        taker.await()
    }

    @JvmStatic
    fun selects(n: Int): Int = runBlocking {
        val left = Channel<Int>(Channel.RENDEZVOUS)
        val right = Channel<Int>(Channel.RENDEZVOUS)
        val taker = async {
            var sum = 0
            repeat(n) {
                sum += select<Int> {
                    left.onReceive { it }
                    right.onReceive { -it }
                }
            }
            sum
        }
        repeat(n) { (if (it % 2 == 0) left else right).send(it) }
        taker.await()
    }

    @JvmStatic
    fun freeLocks(n: Int): Int = runBlocking {
        val mutex = Mutex()
        var sum = 0
        repeat(n) { mutex.withLock { sum++ } }
        sum
    }

    @JvmStatic
    fun handedLocks(n: Int) = runBlocking {
        val mutex = Mutex()
        repeat(2) {
            launch { repeat(n / 2) { mutex.withLock { yield() } } }
        }
    }

    @JvmStatic
    fun items(n: Int): Long {
        var sum = 0L
        for (item in sequence { repeat(n) { yield(it) } }) sum += item
        return sum
    }
}
