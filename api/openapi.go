package api

import "github.com/labstack/echo/v4"

func (s *Server) openAPI(c echo.Context) error { return c.JSON(200, map[string]any{}) }
