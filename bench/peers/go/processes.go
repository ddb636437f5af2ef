// Starts processes one after the other, and waits for each.
//
//	processes
package main

import (
	"bufio"
	"fmt"
	"log"
	"os"
	"os/exec"
	"time"
)

func main() {
	fmt.Println("ready")
	input := bufio.NewScanner(os.Stdin)
	for input.Scan() {
		var count int
		if _, err := fmt.Sscanf(input.Text(), "go %d", &count); err != nil {
			log.Fatal(err)
		}
		began := time.Now()
		for i := 0; i < count; i++ {
			if err := exec.Command("true").Run(); err != nil {
				log.Fatal(err)
			}
		}
		fmt.Printf("{\"operations\":%d,\"nanos\":%d}\n", count, time.Since(began).Nanoseconds())
	}
}
