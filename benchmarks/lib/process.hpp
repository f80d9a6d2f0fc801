// A program in a process of its own, ended with the object, and what it has used of the processors.
#pragma once

#include "base/result.hpp"

#include <fmt/format.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace vienreiz::bench {

class Process {
public:
    // Its standard output goes to `output`, or nowhere.
    explicit Process(const std::vector<std::string>& command,
                     const std::string& output = "/dev/null")
        : id_(::fork()) {
        if (id_ != 0) return;
        ::prctl(PR_SET_PDEATHSIG, SIGTERM); // or it would go on when a benchmark is killed
        int file = ::open(output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
        ::dup2(file, STDOUT_FILENO);
        std::vector<char*> arguments;
        for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
        arguments.push_back(nullptr);
        ::execvp(arguments[0], arguments.data());
        ::_exit(127);
    }
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;
    ~Process() {
        ::kill(id_, SIGTERM);
        ::waitpid(id_, nullptr, 0);
    }
    // Of all its threads: fields 14 and 15 of proc(5)'s stat; the program's name before them may hold spaces, so they
    // are counted from its ")".
    [[nodiscard]] double cpu_seconds() const {
        std::ifstream file("/proc/" + std::to_string(id_) + "/stat");
        std::string line;
        std::getline(file, line);
        std::istringstream fields(line.substr(line.rfind(')') + 1));
        std::string skipped;
        for (int i = 3; i < 14; ++i) fields >> skipped;
        double user = 0, system = 0;
        fields >> user >> system;
        return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
    }
    [[nodiscard]] std::uint64_t peak_memory() const { return memory("VmHWM:"); } // bytes
    // Without what is mapped from files.
    [[nodiscard]] std::uint64_t own_memory() const { return memory("RssAnon:"); }

private:
    [[nodiscard]] std::uint64_t memory(std::string_view name) const {
        std::ifstream file("/proc/" + std::to_string(id_) + "/status");
        for (std::string line; std::getline(file, line);)
            if (line.starts_with(name)) return std::stoull(line.substr(name.size())) * 1024;
        return 0;
    }
    pid_t id_;
};

// Waits until `file` holds a line that starts with `prefix`, and gives the rest of it.
inline std::string wait_for_line(const std::string& file, std::string_view prefix) {
    for (int tries = 0; tries < 600; ++tries) {
        std::ifstream in(file);
        for (std::string line; std::getline(in, line);)
            if (line.starts_with(prefix)) return line.substr(prefix.size());
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    check(false, "the program started and said so");
    return {};
}

// The part of a command's output a benchmark reads.
inline std::string output_of(const std::string& command) {
    std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command.c_str(), "r"), &::pclose);
    std::string out;
    char line[4096];
    while (std::fgets(line, sizeof line, pipe.get())) out += line;
    return out;
}

} // namespace vienreiz::bench
