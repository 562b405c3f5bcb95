# Install rules: headers, libraries, CMake package with components, pkg-config files.
install(DIRECTORY include/ostrov DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
