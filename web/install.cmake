# Runs npm ci in INTO by the package files in FROM, and leaves INTO/installed when it went well.
file(MAKE_DIRECTORY ${INTO})
file(COPY ${FROM}/package.json ${FROM}/package-lock.json ${FROM}/.npmrc DESTINATION ${INTO})
execute_process(
    COMMAND ${NPM} ci --ignore-scripts --prefer-offline --no-audit --no-fund
        --loglevel=error
    WORKING_DIRECTORY ${INTO}
    RESULT_VARIABLE failed OUTPUT_VARIABLE said ERROR_VARIABLE said)
if(failed)
    message(FATAL_ERROR "npm could not fetch what the pages' style sheet and scripts are made from:\n${said}\n"
        "The first build needs a package registry that npm can reach (npm config get registry), "
        "and node 18 or newer (on Debian 12: apt install npm). Builds after it need no network.")
endif()
file(TOUCH ${INTO}/installed)
