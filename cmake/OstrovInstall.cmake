# Install rules: headers, libraries, a CMake package with components, pkg-config files.
include(CMakePackageConfigHelpers)

set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/ostrov")

install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/ostrov" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
        PATTERN "milp.h" EXCLUDE)
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}")
install(TARGETS ostrov ostrov_static EXPORT ostrovCore
        LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}" ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install(EXPORT ostrovCore NAMESPACE ostrov:: DESTINATION "${package_dir}"
        FILE ostrov-core.cmake)

# ostrov_pc(name description requires requires_private libs_private)
function(ostrov_pc name description requires libs_private)
  set(OSTROV_PC_NAME ${name})
  set(OSTROV_PC_DESCRIPTION "${description}")
  set(OSTROV_PC_REQUIRES "${requires}")
  set(OSTROV_PC_LIBS_PRIVATE "${libs_private}")
  # From the file's own place, so that the tree may be moved or staged.
  file(RELATIVE_PATH OSTROV_PC_UP "/x/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/x")
  string(REGEX REPLACE "/$" "" OSTROV_PC_UP "${OSTROV_PC_UP}")
  configure_file("${PROJECT_SOURCE_DIR}/cmake/ostrov.pc.in" "${PROJECT_BINARY_DIR}/${name}.pc" @ONLY)
  install(FILES "${PROJECT_BINARY_DIR}/${name}.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
endfunction()
ostrov_pc(ostrov "Smart-grid dispatch: battery, PV, forecast, island switching, plans" "" "")

if(OSTROV_WITH_MILP)
  # The static planner names GLPK and threads by library name, which the package config looks up.
  install(FILES "${PROJECT_SOURCE_DIR}/include/ostrov/milp.h"
          DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/ostrov")
  install(FILES "${PROJECT_SOURCE_DIR}/cmake/FindGLPK.cmake" DESTINATION "${package_dir}")
  install(TARGETS ostrov_milp ostrov_milp_static EXPORT ostrovMilp
          LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}"
          ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
  install(TARGETS ostrov_milp_worker RUNTIME DESTINATION "${CMAKE_INSTALL_LIBEXECDIR}")
  install(EXPORT ostrovMilp NAMESPACE ostrov:: DESTINATION "${package_dir}"
          FILE ostrov-milp.cmake)
  ostrov_pc(ostrov-milp "ostrov's GLPK planner (binary under GPL-3.0-or-later)"
            "ostrov = ${PROJECT_VERSION}" "-lglpk -lpthread")
endif()

configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/ostrovConfig.cmake.in"
  "${PROJECT_BINARY_DIR}/ostrovConfig.cmake" INSTALL_DESTINATION "${package_dir}")
# Before 1.0 a minor version may break: 0.1.x serves who asks for 0.1, not who asks for 0.2.
write_basic_package_version_file("${PROJECT_BINARY_DIR}/ostrovConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/ostrovConfig.cmake"
              "${PROJECT_BINARY_DIR}/ostrovConfigVersion.cmake" DESTINATION "${package_dir}")
